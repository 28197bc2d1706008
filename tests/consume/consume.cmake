# Configures, builds and runs one consumer. Variables: consumer, library_source, library_build, work, compiler, launcher,
# packages (prefixes of other packages).

set(source "${library_source}/tests/consume/${consumer}")
set(build "${work}/${consumer}")
set(prefix "${work}/${consumer}-prefix")
file(REMOVE_RECURSE "${build}" "${prefix}")

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

if(NOT consumer STREQUAL "subdirectory")
  run(${CMAKE_COMMAND} --install "${library_build}" --prefix "${prefix}")
  # The pages are installed as they lie in docs/, decisions apart.
  file(GLOB pages RELATIVE "${library_source}"
    "${library_source}/docs/*.md" "${library_source}/docs/guides/*.md" "${library_source}/docs/dialects/*.md")
  foreach(page IN LISTS pages)
    file(GLOB installed "${prefix}/share/doc/*/${page}")
    if(NOT installed)
      message(FATAL_ERROR "${page} is not installed")
    endif()
  endforeach()
endif()
run(${CMAKE_COMMAND} -G Ninja -S "${source}" -B "${build}"
  -D CMAKE_BUILD_TYPE=Release
  -D "CMAKE_CXX_FLAGS_RELEASE=-O0"
  -D CMAKE_UNITY_BUILD=ON
  -D CMAKE_UNITY_BUILD_BATCH_SIZE=25
  -D OAICOMPAT_PRECOMPILE=ON
  -D "CMAKE_CXX_COMPILER=${compiler}"
  -D "CMAKE_CXX_COMPILER_LAUNCHER=${launcher}"
  -D "CMAKE_PREFIX_PATH=${prefix};${packages}"
  -D "OAICOMPAT_SOURCE=${library_source}")
run(${CMAKE_COMMAND} --build "${build}" --target consumer)
run("${build}/consumer")
