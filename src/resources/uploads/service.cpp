// Uploads over a store and blobs, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/uploads/md5.ipp>
#include <oaicompat/resources/uploads/service.ipp>
