// Fine-tuning over a store, files and a trainer, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/fine_tuning/service.ipp>
