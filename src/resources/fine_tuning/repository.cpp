// What fine-tuning keeps, its files of examples and its graders, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/fine_tuning/examples.ipp>
#include <oaicompat/resources/fine_tuning/graders.ipp>
#include <oaicompat/resources/fine_tuning/repository.ipp>
