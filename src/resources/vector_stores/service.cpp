// Vector stores over files and embeddings, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/vector_stores/service.ipp>
