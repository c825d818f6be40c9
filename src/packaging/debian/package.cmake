# The packages: `cpack` gives a .deb and a .tar.gz of all that is installed (`cmake --workflow --preset package`).

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_CONTACT "deskql maintainers <deskql@users.noreply.github.com>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "compiler of a query language for the Teamwork Desk API")
set(CPACK_PACKAGE_DESCRIPTION
    "deskql compiles queries that people can read to the query strings of the
Teamwork Desk API, finds every mistake in saved queries, formats them, and
turns URLs back into queries. This package has the program, the library, and
what it takes to build other programs with it.")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_FILE_NAME deskql-${PROJECT_VERSION}-${CMAKE_SYSTEM_NAME}-${CMAKE_SYSTEM_PROCESSOR})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
# CPack's own shlibs come with scripts that call ldconfig, which is a trigger's task.
file(CONFIGURE OUTPUT debian/shlibs CONTENT "libdeskql ${soversion} deskql (>= ${PROJECT_VERSION})\n")
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${CMAKE_CURRENT_BINARY_DIR}/debian/shlibs ${CMAKE_CURRENT_SOURCE_DIR}/src/packaging/debian/triggers)

# The program needs libc alone, of the version that it was built with. What the server needs is only recommended.
execute_process(COMMAND getconf GNU_LIBC_VERSION OUTPUT_VARIABLE libc OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
string(REPLACE "glibc " "" libc "${libc}")
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libc6 (>= ${libc})")
if(TARGET deskql-serve)
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libmicrohttpd12, zlib1g")
endif()

# What Debian wants in /usr/share/doc.
if(DESKQL_PACKAGE)
  string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
  configure_file(src/packaging/debian/changelog.in debian/changelog @ONLY)
  foreach(pair IN ITEMS CHANGELOG.md:changelog ${CMAKE_CURRENT_BINARY_DIR}/debian/changelog:changelog.Debian)
    string(REGEX MATCH "^(.*):(.*)$" unused ${pair})
    execute_process(COMMAND gzip -9nc ${CMAKE_MATCH_1} OUTPUT_FILE ${CMAKE_CURRENT_BINARY_DIR}/debian/${CMAKE_MATCH_2}.gz
                    WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} COMMAND_ERROR_IS_FATAL ANY)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/debian/${CMAKE_MATCH_2}.gz DESTINATION ${CMAKE_INSTALL_DOCDIR})
  endforeach()
  install(FILES src/packaging/debian/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
endif()

include(CPack)
