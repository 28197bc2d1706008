// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/engine.hpp>
#include <oaicompat/parsers/engine.ipp>
#include <oaicompat/parsers/engine_calls.ipp>
#include <oaicompat/parsers/engine_content.ipp>
#include <oaicompat/parsers/engine_headers.ipp>
#include <oaicompat/parsers/engine_values.ipp>
#include <oaicompat/parsers/parser.hpp>

#include <utility>

namespace oaicompat::inline v1 {

OAICOMPAT_INLINE Parser::Parser(const Format& format, ParserOptions options)
    : engine_{std::make_unique<detail::ParserEngine>(format, std::move(options))} {}
OAICOMPAT_INLINE Parser::~Parser() = default;
OAICOMPAT_INLINE Parser::Parser(Parser&&) noexcept = default;
OAICOMPAT_INLINE Parser& Parser::operator=(Parser&&) noexcept = default;
OAICOMPAT_INLINE std::span<const ParserEvent> Parser::feed(std::string_view piece) {
  return engine_->feed(piece, TokenKind::ordinary);
}
OAICOMPAT_INLINE std::span<const ParserEvent> Parser::feed(std::string_view piece, TokenKind kind) {
  return engine_->feed(piece, kind);
}
OAICOMPAT_INLINE std::span<const ParserEvent> Parser::finish(TextEnd end) { return engine_->finish(end); }
OAICOMPAT_INLINE bool Parser::stopped() const { return engine_->stopped(); }
OAICOMPAT_INLINE std::size_t Parser::calls() const { return engine_->calls(); }

}  // namespace oaicompat::inline v1
