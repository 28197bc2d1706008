// Batches over a store and files, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/batches/input.ipp>
#include <oaicompat/resources/batches/repository.ipp>
#include <oaicompat/resources/batches/service.ipp>
