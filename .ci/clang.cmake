# CLANG: clang, of version 14 or later, by whatever name it is packaged; nothing where there is none. As a toolchain file, what the preset
# `clang` is built with.
set(clang_names "")
foreach(version RANGE 14 40)
  list(PREPEND clang_names clang-${version})
endforeach()
find_program(CLANG NAMES clang ${clang_names})
if(CLANG AND "${CMAKE_TOOLCHAIN_FILE}" STREQUAL "${CMAKE_CURRENT_LIST_FILE}")
  set(CMAKE_C_COMPILER ${CLANG})
endif()
