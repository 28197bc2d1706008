# Stand-ins for the functions of vcpkg that the port calls. They configure, build and install for real, the release alone.
# Variables: FEATURES, CURRENT_PACKAGES_DIR, CURRENT_BUILDTREES_DIR, library_options (the triplet's).

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

# Gives -D<variable>=ON or OFF for each feature, and remembers which there are.
function(vcpkg_check_features)
  cmake_parse_arguments(arg "" OUT_FEATURE_OPTIONS FEATURES ${ARGN})
  set(options "")
  set(known "")
  while(arg_FEATURES)
    list(POP_FRONT arg_FEATURES feature variable)
    set(value OFF)
    if(feature IN_LIST FEATURES)
      set(value ON)
    endif()
    list(APPEND options "-D${variable}=${value}")
    list(APPEND known ${feature})
  endwhile()
  set(${arg_OUT_FEATURE_OPTIONS} "${options}" PARENT_SCOPE)
  set_property(GLOBAL PROPERTY port_features "${known}")
endfunction()

function(vcpkg_cmake_configure)
  cmake_parse_arguments(arg "" SOURCE_PATH OPTIONS ${ARGN})
  run(${CMAKE_COMMAND} -G Ninja -S "${arg_SOURCE_PATH}" -B "${CURRENT_BUILDTREES_DIR}"
    -D CMAKE_BUILD_TYPE=Release -D "CMAKE_INSTALL_PREFIX=${CURRENT_PACKAGES_DIR}"
    -D CMAKE_INSTALL_LIBDIR=lib -D BUILD_SHARED_LIBS=OFF ${library_options} ${arg_OPTIONS})
  # A variable that the project does not know is an option that is misspelt.
  file(STRINGS "${CURRENT_BUILDTREES_DIR}/CMakeCache.txt" unknown REGEX "^OAICOMPAT_[A-Z]+:UNINITIALIZED")
  if(unknown)
    message(FATAL_ERROR "the project has no option ${unknown}")
  endif()
endfunction()

function(vcpkg_cmake_install)
  run(${CMAKE_COMMAND} --build "${CURRENT_BUILDTREES_DIR}" --target install)
endfunction()

# Moves the CMake package to share/, and has its files find the prefix from there.
function(vcpkg_cmake_config_fixup)
  cmake_parse_arguments(arg "" CONFIG_PATH "" ${ARGN})
  set(share "${CURRENT_PACKAGES_DIR}/share/oaicompat")
  file(GLOB files "${CURRENT_PACKAGES_DIR}/${arg_CONFIG_PATH}/*")
  file(COPY ${files} DESTINATION "${share}")
  file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/lib/cmake")
  set(up "get_filename_component(_IMPORT_PREFIX \"\${_IMPORT_PREFIX}\" PATH)\n")
  file(GLOB files "${share}/*.cmake")
  foreach(file IN LISTS files)
    file(READ "${file}" text)
    string(REPLACE "\${CMAKE_CURRENT_LIST_DIR}/../../../" "\${CMAKE_CURRENT_LIST_DIR}/../../" text "${text}")
    string(REPLACE "${up}${up}${up}" "${up}${up}" text "${text}")
    file(WRITE "${file}" "${text}")
  endforeach()
endfunction()

# The real one rewrites prefixes; ours are found from the file's place already.
function(vcpkg_fixup_pkgconfig)
  file(GLOB files "${CURRENT_PACKAGES_DIR}/lib/pkgconfig/*.pc")
  foreach(file IN LISTS files)
    file(STRINGS "${file}" prefix REGEX "^prefix=\\\${pcfiledir}/")
    if(NOT prefix)
      message(FATAL_ERROR "${file} cannot be moved")
    endif()
  endforeach()
endfunction()

function(vcpkg_copy_pdbs)
endfunction()

function(vcpkg_install_copyright)
  cmake_parse_arguments(arg "" "" FILE_LIST ${ARGN})
  file(READ ${arg_FILE_LIST} text)
  file(WRITE "${CURRENT_PACKAGES_DIR}/share/oaicompat/copyright" "${text}")
endfunction()
