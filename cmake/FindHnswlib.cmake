# Finds hnswlib, which is headers alone: the target Hnswlib::Hnswlib.

include(FindPackageHandleStandardArgs)

find_path(Hnswlib_INCLUDE_DIR hnswlib/hnswlib.h)
mark_as_advanced(Hnswlib_INCLUDE_DIR)

find_package_handle_standard_args(Hnswlib REQUIRED_VARS Hnswlib_INCLUDE_DIR)

if(Hnswlib_FOUND AND NOT TARGET Hnswlib::Hnswlib)
  add_library(Hnswlib::Hnswlib INTERFACE IMPORTED GLOBAL)
  set_target_properties(Hnswlib::Hnswlib PROPERTIES INTERFACE_INCLUDE_DIRECTORIES "${Hnswlib_INCLUDE_DIR}")
endif()
