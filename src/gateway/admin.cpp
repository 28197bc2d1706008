// The gateway's metrics, its rules' file and its administration, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/admin.ipp>
#include <oaicompat/gateway/gateway_metrics.ipp>
#include <oaicompat/gateway/rules_file.ipp>
