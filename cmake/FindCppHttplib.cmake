#[[
Finds cpp-httplib in each of the forms it comes in:

1. a target httplib::httplib that is there already (a subdirectory), or upstream's own CMake package (header-only or
   compiled; Conan and vcpkg give one too);
2. a pkg-config file (Debian: the split, compiled library);
3. a lone httplib.h; CppHttplib_ROOT says where, and is then asked before pkg-config.

Gives the target CppHttplib::CppHttplib, with TLS by OpenSSL, and CppHttplib_HEADER_ONLY: whether each translation unit
that includes httplib.h compiles its own copy.
]]

include(FindPackageHandleStandardArgs)

function(_cpp_httplib_from_target)
  get_target_property(type httplib::httplib TYPE)
  add_library(CppHttplib::CppHttplib INTERFACE IMPORTED GLOBAL)
  target_link_libraries(CppHttplib::CppHttplib INTERFACE httplib::httplib)
  # A target that Conan makes is an interface also where what it links is compiled.
  if(type STREQUAL "INTERFACE_LIBRARY" AND NOT HTTPLIB_IS_COMPILED)
    set(CppHttplib_HEADER_ONLY TRUE PARENT_SCOPE)
  endif()
endfunction()

function(_cpp_httplib_from_pkg_config)
  add_library(CppHttplib::CppHttplib INTERFACE IMPORTED GLOBAL)
  target_link_libraries(CppHttplib::CppHttplib INTERFACE PkgConfig::CppHttplib_PC)
  set(CppHttplib_VERSION "${CppHttplib_PC_VERSION}" PARENT_SCOPE)
  if(NOT "cpp-httplib" IN_LIST CppHttplib_PC_LIBRARIES)
    set(CppHttplib_HEADER_ONLY TRUE PARENT_SCOPE)
  endif()
endfunction()

function(_cpp_httplib_from_header)
  find_package(Threads QUIET)
  find_package(OpenSSL QUIET)
  find_package(ZLIB QUIET)
  add_library(CppHttplib::CppHttplib INTERFACE IMPORTED GLOBAL)
  target_include_directories(CppHttplib::CppHttplib INTERFACE "${CppHttplib_INCLUDE_DIR}")
  target_compile_definitions(CppHttplib::CppHttplib INTERFACE CPPHTTPLIB_OPENSSL_SUPPORT CPPHTTPLIB_ZLIB_SUPPORT)
  target_link_libraries(CppHttplib::CppHttplib INTERFACE OpenSSL::SSL OpenSSL::Crypto ZLIB::ZLIB Threads::Threads)
  set(CppHttplib_HEADER_ONLY TRUE PARENT_SCOPE)
endfunction()

if(TARGET CppHttplib::CppHttplib)
  get_target_property(CppHttplib_VERSION CppHttplib::CppHttplib CPPHTTPLIB_VERSION)
  get_target_property(CppHttplib_HEADER_ONLY CppHttplib::CppHttplib CPPHTTPLIB_HEADER_ONLY)
else()
  set(CppHttplib_HEADER_ONLY FALSE)
  if(NOT TARGET httplib::httplib)
    find_package(httplib CONFIG QUIET)
  endif()
  if(TARGET httplib::httplib)
    set(CppHttplib_VERSION "${httplib_VERSION}")
    if(DEFINED HTTPLIB_IS_USING_OPENSSL AND NOT HTTPLIB_IS_USING_OPENSSL)
      set(CppHttplib_NOT_FOUND_MESSAGE "the package httplib was built without OpenSSL")
    else()
      _cpp_httplib_from_target()
    endif()
  else()
    find_package(PkgConfig QUIET)
    if(PkgConfig_FOUND AND NOT CppHttplib_ROOT)
      pkg_check_modules(CppHttplib_PC QUIET IMPORTED_TARGET GLOBAL cpp-httplib)
    endif()
    find_path(CppHttplib_INCLUDE_DIR httplib.h)
    if(NOT CppHttplib_ROOT)
      find_library(CppHttplib_LIBRARY cpp-httplib)
    endif()
    mark_as_advanced(CppHttplib_INCLUDE_DIR CppHttplib_LIBRARY)
    if(CppHttplib_PC_FOUND)
      _cpp_httplib_from_pkg_config()
    elseif(CppHttplib_LIBRARY)
      set(CppHttplib_NOT_FOUND_MESSAGE "pkg-config is needed to know how ${CppHttplib_LIBRARY} was built")
    elseif(CppHttplib_INCLUDE_DIR)
      _cpp_httplib_from_header()
    endif()
  endif()

  if(NOT CppHttplib_VERSION AND CppHttplib_INCLUDE_DIR)
    file(STRINGS "${CppHttplib_INCLUDE_DIR}/httplib.h" _cpp_httplib_version REGEX "#define CPPHTTPLIB_VERSION \"")
    string(REGEX MATCH "[0-9.]+" CppHttplib_VERSION "${_cpp_httplib_version}")
    unset(_cpp_httplib_version)
  endif()
  if(TARGET CppHttplib::CppHttplib)
    set_target_properties(CppHttplib::CppHttplib PROPERTIES
      CPPHTTPLIB_VERSION "${CppHttplib_VERSION}" CPPHTTPLIB_HEADER_ONLY "${CppHttplib_HEADER_ONLY}")
  endif()
endif()

if(TARGET CppHttplib::CppHttplib)
  set(CppHttplib_TARGET CppHttplib::CppHttplib)
endif()
if(NOT CppHttplib_VERSION)
  set(CppHttplib_FIND_VERSION "") # a subdirectory tells no version; the compiler will
endif()
find_package_handle_standard_args(CppHttplib
  REQUIRED_VARS CppHttplib_TARGET
  VERSION_VAR CppHttplib_VERSION
  REASON_FAILURE_MESSAGE "${CppHttplib_NOT_FOUND_MESSAGE}")
