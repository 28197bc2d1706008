// The files of a server, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/files/repository.ipp>
