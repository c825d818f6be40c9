# The npm package, in npm/: the library as WebAssembly, beside the sources that load it and what bundle.mjs makes of both. Needs node,
# and clang with a C library for WebAssembly; without those there is no target `npm`, and a message says what is missing.

include(${CMAKE_CURRENT_SOURCE_DIR}/.ci/clang.cmake)
find_program(NODE NAMES node nodejs)
if(NOT CLANG OR NOT NODE)
  set(wasm_missing "clang and node")
else()
  # A reactor: a module that is called, and has no main().
  set(wasm_flags --target=wasm32-wasi -mexec-model=reactor -std=c11 -Oz -DNDEBUG -DDESKQL_STATIC -fvisibility=hidden
      -ffunction-sections -fdata-sections
      # A stack that is deep enough for the deepest query, and below the data, so that it could never grow into it.
      -Wl,--gc-sections,--strip-all,--stack-first,-z,stack-size=1048576)
  set(wasm_check ${CMAKE_CURRENT_BINARY_DIR}/wasm_check)
  file(WRITE ${wasm_check}.c "#include <stdlib.h>\n__attribute__((export_name(\"take\"))) void *take(size_t size) { return malloc(size); }\n")
  execute_process(COMMAND ${CLANG} ${wasm_flags} ${wasm_check}.c -o ${wasm_check}.wasm RESULT_VARIABLE wasm_result
                  OUTPUT_QUIET ERROR_QUIET)
  if(NOT wasm_result EQUAL 0)
    set(wasm_missing "a C library and a linker for WebAssembly (Debian: wasi-libc, libclang-rt-dev-wasm32, lld)")
  endif()
endif()
if(wasm_missing)
  message(STATUS "No npm package, which needs ${wasm_missing}")
  return()
endif()

set(package ${CMAKE_CURRENT_BINARY_DIR}/npm)
file(MAKE_DIRECTORY ${package}/src/bindings/javascript)
set(wasm_sources src/bindings/glue/glue.c)
# What api.js calls as it is.
set(wasm_exports malloc free deskql_document_count deskql_document_findings deskql_document_free deskql_findings_count
    deskql_findings_omitted deskql_plan_findings deskql_plan_free deskql_schemas_add deskql_schemas_add_values
    deskql_schemas_findings deskql_schemas_free deskql_time_read)
list(TRANSFORM wasm_exports PREPEND -Wl,--export=)
set(wasm ${package}/src/bindings/javascript/deskql.wasm)
# Each public header is the one header of the library as one file.
file(GLOB wasm_headers RELATIVE ${CMAKE_CURRENT_SOURCE_DIR}/include CONFIGURE_DEPENDS include/deskql/*.h)
foreach(header IN LISTS wasm_headers)
  file(CONFIGURE OUTPUT wasm_include/${header} CONTENT "#include \"${amalgamation}/deskql.h\"\n")
endforeach()
add_custom_command(
  OUTPUT ${wasm}
  COMMAND ${CLANG} ${wasm_flags} ${wasm_exports} -I ${CMAKE_CURRENT_BINARY_DIR}/wasm_include -I src ${amalgamation}/deskql.c
          ${wasm_sources} ${render_sources} -o ${wasm}
  DEPENDS ${amalgamation}/deskql.c ${amalgamation}/deskql.h ${wasm_sources} src/bindings/glue/glue.h src/render/render.h
          ${render_sources}
  WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
  COMMENT "Building deskql.wasm"
  VERBATIM)

file(GLOB package_files RELATIVE ${CMAKE_CURRENT_SOURCE_DIR} CONFIGURE_DEPENDS src/bindings/javascript/*.js src/bindings/javascript/*.d.ts)
# What a build in the folder of the sources makes.
list(FILTER package_files EXCLUDE REGEX "/(embedded|node)\\.js$")
list(APPEND package_files package.json package-lock.json README.md LICENSE)
set(packaged "")
foreach(file IN LISTS package_files)
  add_custom_command(
    OUTPUT ${package}/${file}
    COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_CURRENT_SOURCE_DIR}/${file} ${package}/${file}
    DEPENDS ${file}
    COMMENT ""
    VERBATIM)
  list(APPEND packaged ${package}/${file})
endforeach()
set(bundle src/bindings/javascript/bundle.mjs)
add_custom_command(
  OUTPUT ${package}/src/bindings/javascript/deskql.cjs
  BYPRODUCTS ${package}/src/bindings/javascript/embedded.js ${package}/src/bindings/javascript/node.js
             ${package}/src/bindings/javascript/index.d.cts
  COMMAND ${NODE} ${CMAKE_CURRENT_SOURCE_DIR}/${bundle} ${package}/src/bindings/javascript
  DEPENDS ${bundle} ${wasm} ${packaged}
  COMMENT "Bundling the npm package"
  VERBATIM)
add_custom_target(npm DEPENDS ${package}/src/bindings/javascript/deskql.cjs)
add_dependencies(npm amalgamation)
