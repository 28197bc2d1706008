// The evaluation of answers, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/gateway/answer_parts.ipp>
#include <oaicompat/gateway/bounded_work.ipp>
#include <oaicompat/gateway/calibration.ipp>
#include <oaicompat/gateway/checks.ipp>
#include <oaicompat/gateway/evaluation_board.ipp>
#include <oaicompat/gateway/evaluator.ipp>
#include <oaicompat/gateway/judge.ipp>
#include <oaicompat/gateway/recorded_exchange.ipp>
#include <oaicompat/gateway/schema_check.ipp>
#include <oaicompat/gateway/side_call.ipp>
#include <oaicompat/gateway/text_script.ipp>
