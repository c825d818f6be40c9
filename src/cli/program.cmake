# The program, the server beside it, and the completion of shells.

file(GLOB program_sources CONFIGURE_DEPENDS src/cli/*.c src/cli/*/*.c)
add_executable(deskql-program ${program_sources})
set_target_properties(deskql-program PROPERTIES OUTPUT_NAME deskql)
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
add_library(deskql-program-flags INTERFACE)
target_link_libraries(deskql-program-flags INTERFACE deskql-source-flags Threads::Threads)
target_compile_options(deskql-program-flags INTERFACE $<$<C_COMPILER_ID:GNU,Clang>:-Wno-cast-qual>)
if(DESKQL_FIXED_ADDRESS AND CMAKE_C_COMPILER_ID MATCHES "GNU|Clang")
  # What is optimized across files is compiled when it is linked.
  target_link_options(deskql-program-flags INTERFACE -no-pie -fno-pie -fno-pic)
endif()
target_link_libraries(deskql-program PRIVATE deskql-render deskql-program-flags)
# A wheel has a folder of its own for programs.
if(SKBUILD)
  set(CMAKE_INSTALL_BINDIR ${SKBUILD_SCRIPTS_DIR})
endif()
if(DESKQL_INSTALL)
  install(TARGETS deskql-program RUNTIME COMPONENT program)
endif()
# The server of `deskql serve` is a program of its own, so that the other one starts without the libraries that it needs.
find_path(MICROHTTPD_INCLUDE_DIR microhttpd.h)
find_library(MICROHTTPD_LIBRARY microhttpd)
find_package(ZLIB QUIET)
if(MICROHTTPD_INCLUDE_DIR AND MICROHTTPD_LIBRARY AND ZLIB_FOUND AND NOT SKBUILD)
  file(GLOB serve_sources CONFIGURE_DEPENDS src/serve/*.c)
  add_executable(deskql-serve ${serve_sources})
  target_include_directories(deskql-serve PRIVATE ${MICROHTTPD_INCLUDE_DIR})
  target_link_libraries(deskql-serve PRIVATE deskql-render deskql-source-flags ${MICROHTTPD_LIBRARY} ZLIB::ZLIB)
  if(DESKQL_INSTALL)
    install(TARGETS deskql-serve RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR} COMPONENT serve)
  endif()
else()
  message(STATUS "Without `deskql serve`: it needs libmicrohttpd and zlib (Debian: libmicrohttpd-dev zlib1g-dev)")
endif()
set_source_files_properties(src/cli/commands/serve.c PROPERTIES COMPILE_DEFINITIONS
                            "DESKQL_LIBEXEC_FOLDER=\"${CMAKE_INSTALL_FULL_LIBEXECDIR}\"")

# The shells' completion, which the program itself writes.
if(DESKQL_COMPLETION)
  set(completion ${CMAKE_CURRENT_BINARY_DIR}/completion)
  file(MAKE_DIRECTORY ${completion})
  foreach(shell IN ITEMS bash zsh fish)
    add_custom_command(
      OUTPUT ${completion}/${shell}
      COMMAND deskql-program completion ${shell} > ${completion}/${shell}
      COMMENT "Writing the completion of ${shell}"
      VERBATIM)
  endforeach()
  add_custom_target(deskql-completion ALL DEPENDS ${completion}/bash ${completion}/zsh ${completion}/fish)
  install(FILES ${completion}/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME deskql)
  # Debian's zsh looks elsewhere for what packages bring.
  set(zsh_folder $<IF:$<BOOL:${DESKQL_PACKAGE}>,vendor-completions,site-functions>)
  install(FILES ${completion}/zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/${zsh_folder} RENAME _deskql)
  install(FILES ${completion}/fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d RENAME deskql.fish)
endif()
