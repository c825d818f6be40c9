// Checked by tsc, never run. tsc reports of a line below `@ts-expect-error` that is right, too.
import * as deskql from "deskql";
import { init, type Compiled, type Finding, type Value } from "deskql/core";

export async function use(schema: deskql.Schema): Promise<unknown[]> {
    await init((await import("deskql/deskql.wasm")).default);
    await deskql.init("https://example.com/deskql.wasm");
    const compiled: Compiled = deskql.compile("status = :s", {
        schema,
        endpoint: "tickets",
        params: { s: [1, 2n, null, new Date(), deskql.day("2026-01-31"), deskql.text("open")], t: undefined },
        now: new Date(),
        utcOffset: "+02:00",
        baseUrl: { href: "https://example.teamwork.com" },
        outputs: ["curl", "map"],
        maximumDepth: 10,
        name: "mine",
    });
    const query: string = compiled.query;
    const order: string | undefined = compiled.params.orderBy;
    const search: { [name: string]: string | undefined } = compiled.params;
    const line: number | undefined = compiled.map?.["filter/status"]?.start.line;
    const findings: Finding[] = deskql.check(new Uint8Array(), { raw: true });
    const severity: "error" | "warning" | "note" | undefined = findings[0]?.severity;
    const index: number | undefined = findings[0]?.range.start.index;
    const fixed: string = deskql.applyFix("status == 1", findings[0]!);
    const all: { text: string; applied: number } = deskql.applyFixes("status == 1", { schema });

    const prepared = deskql.prepare("status = :s");
    const values: Record<string, Value> = Object.fromEntries(prepared.parameters.map(({ name }) => [name, 1]));
    const filter: string = prepared.compile({ params: values }).filter;
    const range: deskql.Range | null = prepared.locate("filter.status", { params: { s: 1 } });
    const said: deskql.Finding[] = prepared.readAnswer({ errors: {} }, { params: { s: 1 } });
    prepared.free();

    using document = deskql.parse("status = 1");
    const names: (string | null)[] = document.queries.map(({ name }) => name);
    try {
        new deskql.Schema().add({ version: 1, endpoints: [] }).addValues("{}").free();
    } catch (error) {
        if (error instanceof deskql.DeskqlError) return error.findings.map(({ range }) => range.start.offset);
    }
    // @ts-expect-error
    deskql.compile(1);
    // @ts-expect-error
    deskql.applyFix(new Uint8Array(), findings[0]!);
    // @ts-expect-error
    deskql.compile("", { params: { s: {} } });
    // @ts-expect-error
    deskql.compile("", { params: { s: [[1]] } });
    // @ts-expect-error
    deskql.compile("", { outputs: ["xml"] });
    // @ts-expect-error
    deskql.compile("", { endpont: "tickets" });
    // @ts-expect-error
    deskql.prepare("").parameters.push();
    // @ts-expect-error
    new deskql.Query();
    // @ts-expect-error
    deskql.check("")[0]!.severity = "fatal";
    // @ts-expect-error
    deskql.init(1);
    return [query, order, search, line, severity, index, fixed, all, filter, range, names, deskql.explain(201)?.page, deskql.version()];
}
