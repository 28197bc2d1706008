// Reading and writing JSON, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/impl/codec_kinds.ipp>
#include <oaicompat/impl/codec_odd.ipp>
#include <oaicompat/impl/codec_read.ipp>
#include <oaicompat/impl/write.ipp>
