// What graders give, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/resources/graders/formula.ipp>
#include <oaicompat/resources/graders/grade.ipp>
#include <oaicompat/resources/graders/similarity.ipp>
#include <oaicompat/resources/graders/template.ipp>
