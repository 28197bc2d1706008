// Fine-tuning over a store, files and a trainer, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/fine_tuning/examples.ipp>
#include <oaicompat/resources/fine_tuning/graders.ipp>
#include <oaicompat/resources/fine_tuning/repository.ipp>
#include <oaicompat/resources/fine_tuning/service.ipp>
