// Forms, and the files in them and in answers, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/api/form.ipp>
#include <oaicompat/api/media.ipp>
#include <oaicompat/api/upload.ipp>
