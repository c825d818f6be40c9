"""The structs, numbers and functions of the package are those of the headers."""
import ctypes
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import deskql
from deskql import _library

INCLUDE = pathlib.Path(os.environ["DESKQL_SOURCE"]) / "include"
STRUCTS = {
    "deskql_position": _library.CPosition,
    "deskql_range": _library.CRange,
    "deskql_fix": _library.CFix,
    "deskql_note": _library.CNote,
    "deskql_finding": _library.CFinding,
    "deskql_code_info": _library.CCodeInfo,
    "deskql_field_info": _library.CFieldInfo,
    "deskql_parameter_info": _library.CParameterInfo,
    "deskql_mention": _library.CMention,
    "deskql_value": _library.CValue,
    "deskql_binding": _library.CBinding,
    "deskql_parse_options": _library.CParseOptions,
    "deskql_format_options": _library.CFormatOptions,
    "deskql_compile_options": _library.CCompileOptions,
}
NUMBERS = {
    "DESKQL_": ["OK", "NO_MEMORY", "SHORT_BUFFER", "INVALID"],
    "DESKQL_VALUE_": ["NULL", "INTEGER", "NUMBER", "STRING", "BOOLEAN", "TIME", "DATE", "TEXT", "LIST"],
    "DESKQL_OUTPUT_": ["QUERY", "FILTER", "PARAMETERS", "URL", "CURL", "JSON", "PLAN", "MAP"],
    "DESKQL_DESCRIBE_": ["ENGLISH", "TREE"],
}


def places(struct, path="", base=0):
    """Each member, with its place and size, those of its structs and unions too."""
    for name, kind in struct._fields_:
        member = path + name.rstrip("_")
        offset = base + getattr(struct, name).offset
        yield member, offset, ctypes.sizeof(kind)
        if issubclass(kind, (ctypes.Structure, ctypes.Union)):
            yield from places(kind, member + ".", offset)


def measured(expressions):
    """What a C program that includes the headers says of expressions."""
    lines = "".join(f'    printf("%lld\\n", (long long)({expression}));\n' for expression in expressions)
    program = "#include <deskql/deskql.h>\n#include <stdio.h>\n#include <stddef.h>\nint main(void) {\n" + lines + "    return 0;\n}\n"
    with tempfile.TemporaryDirectory() as folder:
        source, output = os.path.join(folder, "layout.c"), os.path.join(folder, "layout")
        pathlib.Path(source).write_text(program)
        subprocess.run([os.environ.get("CC", "cc"), f"-I{INCLUDE}", source, "-o", output], check=True)
        said = subprocess.run([output], check=True, stdout=subprocess.PIPE).stdout.decode()
    return [int(line) for line in said.split()]


class Layout(unittest.TestCase):
    def compare(self, expected):
        for (expression, number), found in zip(expected, measured([one for one, _ in expected])):
            self.assertEqual(number, found, expression)

    def test_structs(self):
        expected = []
        for name, struct in STRUCTS.items():
            expected.append((f"sizeof({name})", ctypes.sizeof(struct)))
            for member, offset, size in places(struct):
                expected.append((f"offsetof({name}, {member})", offset))
                expected.append((f"sizeof((({name} *)0)->{member})", size))
        self.assertGreater(len(expected), 150)
        self.compare(expected)

    def test_every_member_is_there(self):
        headers = "".join(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S) for path in sorted(INCLUDE.glob("deskql/*.h")))
        for name, struct in STRUCTS.items():
            body = re.search(rf"typedef struct {name} \{{(.*?)\}} {name};", headers, re.S).group(1)
            body = re.sub(r"\{.*\}", "", body, flags=re.S)
            members = re.findall(r"(\w+);", body)
            self.assertEqual([member for member, _ in struct._fields_], ["as_" if one == "as" else one for one in members], name)

    def test_numbers(self):
        self.compare([(f"DESKQL_MENTION_{kind.name}", kind.value) for kind in deskql.MentionKind])
        self.compare([("DESKQL_ERROR", deskql.Severity.ERROR), ("DESKQL_WARNING", deskql.Severity.WARNING), ("DESKQL_NOTE", deskql.Severity.NOTE)])
        self.compare([(prefix + name, getattr(_library, name)) for prefix, names in NUMBERS.items() for name in names])

    def test_functions_take_what_the_headers_say(self):
        headers = " ".join(re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S) for path in sorted(INCLUDE.glob("deskql/*.h")))
        found = re.findall(r"DESKQL_API\s+([^;(]*?)(\w+)\(([^;]*)\);", headers)
        declared = {name: (result.strip(), [one.strip() for one in parameters.split(",") if one.strip() != "void"]) for result, name, parameters in found}
        functions = [one for one in vars(_library).values() if isinstance(one, ctypes._CFuncPtr) and getattr(one, "__name__", "").startswith("deskql_")]
        self.assertGreater(len(functions), 40)
        for function in functions:
            result, parameters = declared[function.__name__]
            for c_type, type_ in [(result, function.restype)] + list(zip(parameters, function.argtypes)):
                self.assertTrue(self.agrees(c_type, type_), (function.__name__, c_type, type_))
            self.assertEqual(len(parameters), len(function.argtypes), function.__name__)

    @staticmethod
    def agrees(c_type, type_):
        """As far as a call depends on it: pointers and their depth, and the sizes of the others."""
        if type_ is None:
            return c_type == "void"
        if c_type.startswith("deskql_sink"):
            return type_ is _library.SINK
        if "*" in c_type:
            if type_ in (ctypes.c_void_p, ctypes.py_object):
                return c_type.count("*") == 1
            if type_ is ctypes.c_char_p:
                return c_type.count("*") == 1 and "char" in c_type
            points_at_pointer = issubclass(type_._type_, (ctypes.c_void_p, ctypes._Pointer))
            return c_type.count("*") == (2 if points_at_pointer else 1)
        words = c_type.split()
        sizes = {
            "bool": ctypes.c_bool,
            "size_t": ctypes.c_size_t,
            "uint32_t": ctypes.c_uint32,
            "deskql_status": ctypes.c_int,
            "deskql_type": ctypes.c_int,
            "deskql_name_list": ctypes.c_int,
            "deskql_output": ctypes.c_int,
            "deskql_description": ctypes.c_int,
            "deskql_operator": ctypes.c_int,
            "deskql_range": _library.CRange,
        }
        return any(sizes.get(word) is type_ for word in words)


if __name__ == "__main__":
    unittest.main()
