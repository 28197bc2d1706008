// Parsers of models' raw text, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/parsers/formats.ipp>
#include <oaicompat/parsers/gemma_arguments.ipp>
#include <oaicompat/parsers/hint.ipp>
#include <oaicompat/parsers/json_call.ipp>
#include <oaicompat/parsers/json_closer.ipp>
#include <oaicompat/parsers/json_scanner.ipp>
#include <oaicompat/parsers/markers.ipp>
#include <oaicompat/parsers/parser.ipp>
#include <oaicompat/parsers/python_literal.ipp>
#include <oaicompat/parsers/render.ipp>
#include <oaicompat/parsers/template_format.ipp>
#include <oaicompat/parsers/text_cleaner.ipp>
#include <oaicompat/parsers/typed_elements.ipp>
#include <oaicompat/parsers/typed_value.ipp>
