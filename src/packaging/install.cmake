# ---- Installation --------------------------------------------------------------------------------------------------

install(TARGETS deskql-shared deskql-static EXPORT deskql)
install(DIRECTORY include/deskql DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp")
install(EXPORT deskql NAMESPACE deskql:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/deskql FILE deskql-config.cmake)
write_basic_package_version_file(deskql-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/deskql-config-version.cmake DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/deskql)
# From the folder of the file itself, so that what is installed can be moved.
file(RELATIVE_PATH prefix ${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig ${CMAKE_INSTALL_PREFIX})
file(RELATIVE_PATH includes ${CMAKE_INSTALL_PREFIX} ${CMAKE_INSTALL_FULL_INCLUDEDIR})
configure_file(src/packaging/deskql.pc.in deskql.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/deskql.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

# The Python package of a wheel has the library beside its modules, under one name, since wheels have no links.
if(SKBUILD)
  install(FILES $<TARGET_FILE:deskql-shared> DESTINATION deskql COMPONENT python
          RENAME $<TARGET_FILE_PREFIX:deskql-shared>deskql$<TARGET_FILE_SUFFIX:deskql-shared>)
endif()

# ---- Manual pages ----------------------------------------------------------------------------------------------------

find_program(SCDOC scdoc)
if(SCDOC)
  set(manual ${CMAKE_CURRENT_BINARY_DIR}/manual)
  file(MAKE_DIRECTORY ${manual})
  file(GLOB manual_sources CONFIGURE_DEPENDS docs/man/*.scd)
  foreach(source IN LISTS manual_sources)
    cmake_path(GET source STEM LAST_ONLY page)
    string(REGEX REPLACE "^.*\\." "" number ${page})
    if(DESKQL_PACKAGE)
      set(output ${manual}/${page}.gz)
      set(compress | gzip -9n)
    else()
      set(output ${manual}/${page})
      set(compress)
    endif()
    add_custom_command(OUTPUT ${output} COMMAND ${SCDOC} < ${source} ${compress} > ${output} DEPENDS ${source}
                       COMMENT "Writing the manual page ${page}" VERBATIM)
    list(APPEND manual_pages ${output})
    install(FILES ${output} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${number})
  endforeach()
  add_custom_target(deskql-manual ALL DEPENDS ${manual_pages})
elseif(DESKQL_PACKAGE)
  message(FATAL_ERROR "A package has manual pages, which need scdoc; `.ci/setup test` installs it.")
else()
  message(STATUS "Without manual pages: they need scdoc")
endif()

# ---- Packages --------------------------------------------------------------------------------------------------------

if(PROJECT_IS_TOP_LEVEL)
  include(src/packaging/debian/package.cmake)
endif()
