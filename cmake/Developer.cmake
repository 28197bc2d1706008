# The house rules for our own translation units. They reach no consumer.

if(OAICOMPAT_DEVELOPER AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(OAICOMPAT_CCACHE ccache)
  mark_as_advanced(OAICOMPAT_CCACHE)
  if(OAICOMPAT_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${OAICOMPAT_CCACHE}")
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
