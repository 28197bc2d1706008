// ParserEngine: walks a format's table. What Parser is made of.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/parsers/gemma_arguments.hpp>
#include <oaicompat/parsers/json_call.hpp>
#include <oaicompat/parsers/markers.hpp>
#include <oaicompat/parsers/parser.hpp>
#include <oaicompat/parsers/python_literal.hpp>
#include <oaicompat/parsers/text_cleaner.hpp>
#include <oaicompat/parsers/typed_elements.hpp>
#include <oaicompat/parsers/typed_value.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace oaicompat::inline v1::detail {

class ParserEngine final : public CallSink {
 public:
  ParserEngine(const Format& format, ParserOptions options);
  std::span<const ParserEvent> feed(std::string_view piece, TokenKind kind);
  std::span<const ParserEvent> finish(TextEnd end);
  bool stopped() const { return stops_.found() || text_stops_.found(); }
  std::size_t calls() const { return calls_; }

 private:
  enum class Channel : std::uint8_t { text, reasoning, builtin };
  enum class Progress : std::uint8_t { made, starved };
  static constexpr std::size_t none = std::string::npos;
  static constexpr std::size_t max_name = 256, max_header = 1024, max_skipped = 1024, max_space = 256,
                               max_idle_steps = 64;

  // Input and output.
  void add_marker(Markers& to, std::string_view text, MarkerRole role, const Edge& edge = {});
  void add_content_markers();
  void mark_special();
  void add_openers(Markers& to, bool with_orphans);
  void take(std::string_view piece);
  std::span<const ParserEvent> give_events();
  void run(InputEnd end);
  bool is_plain(std::string_view piece) const;
  std::span<const ParserEvent> give_plain(std::string_view piece);
  std::string_view window() const { return std::string_view{buffer_}.substr(position_); }
  std::size_t absolute(std::size_t at) const { return dropped_ + at; }
  bool is_over() const { return end_ != InputEnd::open; }
  void append(ParserEvent::Kind kind, std::string_view piece);
  void problem(std::string_view what);

  // Content.
  Progress content_step();
  Progress skip_step();
  void content_marker(const Marker& marker, std::size_t length);
  void give_content(std::string_view text);
  void put_content(std::string_view text);
  void append_content(ParserEvent::Kind kind, std::string_view text);
  void give_held_text();
  ParserEvent::Kind content_kind() const;
  void close_answer(TextEnd end);
  void open_reasoning();
  void close_reasoning();
  void begin_answer();
  void drop_space() { space_.clear(); }
  std::size_t edge_length(const Edge& edge, std::string_view text, std::size_t at, bool ended) const;

  // Blocks of calls.
  Progress state_step();
  void enter(std::uint8_t state);
  void take_edge(const Edge& edge, std::size_t length);
  void open_block(const Edge& edge, std::size_t length);
  void leave_block();
  void fail();
  bool splits_character(std::size_t at) const { return at < buffer_.size() && (buffer_[at] & 0xC0) == 0x80; }
  Progress space_step();
  Progress noise_step();
  Progress word_step();
  Progress object_step();
  Scanned python_object(std::string_view text);
  Progress code_step();
  bool word_is_whole(const Edge& edge);
  bool read_attributes(std::string_view text, bool of_call);
  bool begin_call();
  void end_call(ParserEvent::End end);
  void begin(std::string_view name, std::string_view id) override;
  void arguments(std::string_view piece) override;
  std::string new_id();
  std::string id_of(std::string_view given);
  const ToolTypes* types_of(std::string_view name);
  bool is_known(std::string_view name) const;

  // Tagged values.
  Progress value_step();
  Progress elements_step();
  Progress next_element();
  bool begin_key();
  bool may_wrap() const;
  void keep_wrapped();
  void unwrap();
  bool open_nest(const Edge& edge);
  void close_nest();
  void begin_value();
  void end_value();
  Found::Is follows(const Edge& edge, std::string_view rest) const;
  void value_data(std::string_view text);
  void put_value(std::string_view text);

  // Messages with headers.
  Progress header_step();
  void abandon_header();
  Progress raw_step();
  void end_header(std::string_view header, bool has_body);
  void begin_message(Channel channel);
  void step_over();
  void begin_builtin(std::string_view recipient);

  const Format& format_;
  ParserOptions options_;
  TextCleaner cleaner_;
  StopMatcher stops_, text_stops_;
  std::string cleaned_, unstopped_;

  std::string buffer_;                 // what was read and is still needed
  std::vector<std::size_t> specials_;  // where special tokens begin
  std::size_t position_ = 0;           // of what comes next, in buffer_
  std::size_t dropped_ = 0;            // how much was taken out in front of buffer_
  InputEnd end_ = InputEnd::open;
  bool finished_ = false;
  std::string out_;  // the text of the events
  struct Piece {
    ParserEvent event;
    std::size_t at = 0, length = 0, id_at = 0, id_length = 0;
  };
  std::vector<Piece> pieces_;
  std::vector<ParserEvent> events_;
  ParserEvent plain_;
  std::size_t step_from_ = 0, step_pieces_ = 0;

  Markers text_markers_, reasoning_markers_, skip_markers_;
  std::vector<Markers> state_markers_;
  MarkerRules rules_;
  Channel channel_ = Channel::text;
  std::string space_;           // white space that the next byte decides on
  bool skip_newlines_ = false;  // directly after a marker
  bool after_block_ = false;    // nothing visible since a block
  bool said_text_ = false, reasoning_closed_ = false;
  bool new_span_ = false, new_message_ = false;  // reasoning, or text, that a line's end sets apart from the last
  ParserEvent::Kind last_kind_ = ParserEvent::Kind::call_end;
  bool muted_ = false;     // while the prefix is read
  std::string unclosed_;   // reasoning, where it may have to be given as text
  char last_byte_ = '\n';  // of the content

  std::uint8_t state_ = outside;
  std::size_t block_ = none;      // where a block that is no call yet begins, in buffer_
  std::size_t block_marker_ = 0;  // the length of its marker
  Channel block_channel_ = Channel::text;
  bool block_called_ = false;  // a call of this block has begun
  bool skipping_ = false;

  std::size_t calls_ = 0;
  std::set<std::string, std::less<>> ids_;  // of calls, where the model gives them
  std::string open_arguments_;              // where they may have to be closed
  bool call_open_ = false, call_dropped_ = false, refused_ = false;
  bool given_ = false, tagged_ = false;  // of the arguments: any was given; an object of tagged values is open
  bool value_dropped_ = false, value_due_ = false;  // of a key: it stands twice; its value is not whole
  bool wrapped_ = false;                            // the value of a lone key that may hold all arguments is being held
  std::string wrapper_key_, wrapped_value_;
  std::string name_, id_, key_, word_, suffix_, value_space_;
  std::optional<bool> value_is_text_;
  char value_nests_ = 0;  // the bracket that closes a value that holds others
  struct Nest {
    char close = '}';
    bool dropped = false, empty = true;
    std::size_t id = 0;
  };
  std::vector<Nest> nest_;
  std::size_t nests_ = 0;
  bool value_begun_ = false;
  std::vector<std::string> keys_;
  std::map<std::string, ToolTypes, std::less<>> tool_types_;
  const ToolTypes* types_ = nullptr;
  JsonCall json_call_;
  JsonScanner json_;
  PythonCall python_call_;
  PythonLiteral python_;
  GemmaArguments gemma_;
  TypedValue value_;
  TypedElements elements_;
  std::string scratch_;
  bool body_begun_ = false, raw_body_ = false, at_start_ = true;
};

}  // namespace oaicompat::inline v1::detail
