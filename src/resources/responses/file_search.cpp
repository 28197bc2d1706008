// The file_search of derived responses, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/responses/citation_marks.ipp>
#include <oaicompat/resources/responses/file_search.ipp>
