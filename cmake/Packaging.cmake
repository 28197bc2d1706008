# CPack's Debian package: `cpack -G DEB` in a configured build. Names are those of Debian 12 and later.

get_target_property(type oaicompat-core TYPE)
set(CPACK_PACKAGE_NAME liboaicompat-dev)
set(CPACK_PACKAGE_CONTACT "the oaicompat authors <oaicompat@localhost>")
set(CPACK_PACKAGE_VENDOR oaicompat)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES OFF)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)

# What the headers include and a static library links. A shared one adds the packages of what it was linked with.
set(packages "libsimdjson-dev (>= 3.0)" "libfmt-dev (>= 9)" "libssl-dev (>= 3)" zlib1g-dev "libcpp-httplib-dev (>= 0.11)")
if("Zstd::Zstd" IN_LIST coding_libraries)
  list(APPEND packages "libzstd-dev (>= 1.4)")
endif()
if("BrotliDec::BrotliDec" IN_LIST coding_libraries)
  list(APPEND packages libbrotli-dev)
endif()
list(JOIN packages ", " CPACK_DEBIAN_PACKAGE_DEPENDS)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS OFF)
if(type STREQUAL "SHARED_LIBRARY")
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
endif()

# What the optional components need: without it find_package says that they are missing.
set(packages "")
if(TARGET oaicompat-asio)
  list(APPEND packages "libboost1.81-dev | libboost-dev (>= 1.81)")
endif()
if(TARGET oaicompat-sqlite)
  list(APPEND packages "libsqlite3-dev (>= 3.35)")
endif()
list(JOIN packages ", " CPACK_DEBIAN_PACKAGE_RECOMMENDS)
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "cmake (>= 3.25), pkg-config")

include(CPack)
