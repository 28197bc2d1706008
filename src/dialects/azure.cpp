// Azure OpenAI, served and called.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/azure/call.ipp>
#include <oaicompat/dialects/azure/model_name.ipp>
#include <oaicompat/dialects/azure/serve.ipp>
