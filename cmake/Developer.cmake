# The house rules for our own translation units. They reach no consumer.

if(OAICOMPAT_DEVELOPER AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(OAICOMPAT_CCACHE ccache)
  mark_as_advanced(OAICOMPAT_CCACHE)
  if(OAICOMPAT_CCACHE)
    # What ccache must overlook to know a translation unit with a precompiled header again.
    set(CMAKE_CXX_COMPILER_LAUNCHER
      "${CMAKE_COMMAND};-E;env;CCACHE_SLOPPINESS=pch_defines,time_macros;${OAICOMPAT_CCACHE}")
  endif()
endif()

# oaicompat_house_rules(<target>...): hidden symbols, no extensions; in developer mode warnings that are errors.
function(oaicompat_house_rules)
  foreach(target IN LISTS ARGN)
    set_target_properties(${target} PROPERTIES
      CXX_EXTENSIONS OFF
      CXX_VISIBILITY_PRESET hidden
      VISIBILITY_INLINES_HIDDEN ON)
    if(OAICOMPAT_DEVELOPER AND CMAKE_CXX_COMPILER_ID MATCHES "GNU|Clang")
      target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror)
      # g++ 12 sees uninitialised variants and shared pointers where there are none.
      if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        target_compile_options(${target} PRIVATE -Wno-maybe-uninitialized)
      endif()
    endif()
  endforeach()
endfunction()

# oaicompat_precompile(<target> <header>): the target's own sources, and those of targets that REUSE_FROM it, find this
# header compiled. Each source still includes what it uses: the header-only flavour and header-check hold that.
function(oaicompat_precompile target header)
  if(NOT OAICOMPAT_PRECOMPILE)
    return()
  endif()
  if(header STREQUAL "REUSE_FROM")
    target_precompile_headers(${target} REUSE_FROM ${ARGV2})
  else()
    target_precompile_headers(${target} PRIVATE "${header}")
  endif()
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${target} PRIVATE -fpch-preprocess)
  else()
    target_compile_options(${target} PRIVATE "SHELL:-Xclang -fno-pch-timestamp")
  endif()
endfunction()
