# An overlay port of this checkout: vcpkg install oaicompat --overlay-ports=cmake/vcpkg
get_filename_component(source "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)

vcpkg_check_features(OUT_FEATURE_OPTIONS features FEATURES
  asio OAICOMPAT_ASIO
  brotli OAICOMPAT_BROTLI
  hnsw OAICOMPAT_HNSW
  postgres OAICOMPAT_POSTGRES
  redis OAICOMPAT_REDIS
  gateway OAICOMPAT_GATEWAY
  sqlite OAICOMPAT_SQLITE
  zstd OAICOMPAT_ZSTD)
vcpkg_cmake_configure(SOURCE_PATH "${source}"
  OPTIONS ${features} -DOAICOMPAT_DEVELOPER=OFF -DOAICOMPAT_TESTS=OFF -DOAICOMPAT_EXAMPLES=OFF)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH lib/cmake/oaicompat)
vcpkg_fixup_pkgconfig()
vcpkg_copy_pdbs()

file(REMOVE_RECURSE "${CURRENT_PACKAGES_DIR}/debug/include" "${CURRENT_PACKAGES_DIR}/debug/share")
vcpkg_install_copyright(FILE_LIST "${source}/LICENSE")
