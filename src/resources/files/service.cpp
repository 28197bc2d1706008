// Files over a store and blobs, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/files/checks.ipp>
#include <oaicompat/resources/files/download.ipp>
#include <oaicompat/resources/files/service.ipp>
