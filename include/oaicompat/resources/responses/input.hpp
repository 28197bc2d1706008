// A request for a response as a request for a chat completion.
// SPDX-License-Identifier: MIT
#pragma once

#include <oaicompat/base/result.hpp>
#include <oaicompat/resources/chat/types.hpp>
#include <oaicompat/resources/responses/file_searching.hpp>
#include <oaicompat/resources/responses/tool_names.hpp>
#include <oaicompat/resources/responses/types.hpp>
#include <oaicompat/resources/responses/unknown_tools.hpp>

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace oaicompat::inline v1::detail {

// What a derivation from chat cannot do: status 400, with the parameter's path.
OAICOMPAT_API Error unsupported(std::string param, std::string_view why);

// Items and reasoning as one opaque text, which goes back into an input; not a secret, only out of the way.
OAICOMPAT_API std::string seal(std::string_view kind, std::string_view content);
OAICOMPAT_API std::optional<std::string> unseal(std::string_view kind, std::string_view sealed);
inline constexpr std::string_view reasoning_seal = "reasoning", details_seal = "reasoning_details",
                                  items_seal = "items";
// The items that a compaction holds. **Errors**: status 400 where no compaction of ours is sealed in it.
OAICOMPAT_API Result<std::vector<ResponseItem>> unseal_items(const CompactionItem& item, const std::string& path);

// Which tools a request may name though the chat backend never sees them.
struct ToolRules {
  std::vector<std::string> skip{};  // types; a dated one (`web_search_2025_08_26`) counts as the plain one
  UnknownTools unknown = UnknownTools::skip;
  FileSearching searching = FileSearching::never;
};
inline const CalledTool file_search_call{.kind = CalledTool::Kind::file_search};
// What the items of a request are for: to be answered, or only to be counted or kept, as a part of a thread may be.
enum class Thread { whole, part };

// Items to messages: calls join the assistant's message before them, reasoning goes with what comes after it. Items of
// tools that run on a server are left out, and so are those of tools that are skipped.
class OAICOMPAT_API MessageBuilder {
 public:
  MessageBuilder(const ToolRules& rules, ToolNames& names, Thread thread)
      : rules_{rules}, names_{names}, thread_{thread} {}

  /// Adds an item that stands at this path of the request: `input[0]`.
  Result<void> add(const ResponseItem& item, const std::string& path);
  /// The messages. A call that was cut off, or that a tool of the caller's other than a function was to answer, is left
  /// out where it has no output, and so is such a tool's output without its call. **Errors**: another call without its
  /// output.
  Result<std::vector<ChatMessage>> finish();

  // One for each kind of item.
  Result<void> take(const MessageItem& item, const std::string& path);
  Result<void> take(const FunctionCallItem& item, const std::string& path);
  Result<void> take(const FunctionOutputItem& item, const std::string& path);
  Result<void> take(const CustomCallItem& item, const std::string& path);
  Result<void> take(const CustomOutputItem& item, const std::string& path);
  Result<void> take(const ShellCall& item, const std::string& path);
  Result<void> take(const ShellOutput& item, const std::string& path);
  Result<void> take(const LocalShellCall& item, const std::string& path);
  Result<void> take(const LocalShellOutput& item, const std::string& path);
  Result<void> take(const ApplyPatchCall& item, const std::string& path);
  Result<void> take(const ApplyPatchOutput& item, const std::string& path);
  Result<void> take(const ToolSearchCall& item, const std::string& path);
  Result<void> take(const ToolSearchOutput& item, const std::string& path);
  Result<void> take(const FileSearchCall& item, const std::string& path);
  Result<void> take(const ReasoningItem& item, const std::string& path);
  Result<void> take(const CompactionItem& item, const std::string& path);
  Result<void> take(const ItemReference& item, const std::string& path);
  Result<void> take(const CompactionTrigger& item, const std::string& path);
  Result<void> take(const Unknown& item, const std::string& path);

 private:
  using Output = OneOf<Text, std::vector<ResponsePart>>;
  ChatMessage& assistant();
  void give_reasoning(ChatMessage& to);
  void give_details(ChatMessage& to);
  void end_turn();
  Result<void> add_call(const CalledTool& tool, const Text& call_id, const Text& arguments, bool cut,
                        const Extras& extra);
  Result<void> add_output(const Text& call_id, const Output& output, const std::string& path);
  // Whether no item before this one is the call that an output names.
  bool is_orphan(std::string_view call_id) const;
  void leave_out_cut_calls();

  const ToolRules& rules_;
  ToolNames& names_;
  const Thread thread_;
  std::vector<ChatMessage> out_;
  bool open_ = false;  // whether the last message is the assistant's and may still take calls
  std::string reasoning_;
  std::vector<Json> details_;                                       // of the reasoning, as its provider gave them
  std::set<std::string, std::less<>> unanswered_, answered_, cut_;  // ids of calls
  std::map<std::string, std::string, std::less<>> shell_calls_;     // the `call_id`s of local shell calls by item id
  int compactions_ = 0;                                             // how deep
};

// A request for a chat completion, and what its tools are in the response.
struct DerivedChat {
  ChatRequest request{};
  ToolNames names{};
  std::optional<FileSearchTool> search{};
};
// The request for a chat completion that a response is made by. `earlier` are the items that come before the input's.
// **Errors**: status 400 with the path of what cannot be done.
OAICOMPAT_API Result<DerivedChat> to_chat(const ResponseRequest& request, const std::vector<ResponseItem>& earlier,
                                          const ToolRules& rules, Thread thread = Thread::whole);
// The input as items: a text is a message of the user's.
OAICOMPAT_API std::vector<ResponseItem> input_items(const std::optional<ResponseInput>& input);
// The response before anything is made of it, with what the request says of it.
OAICOMPAT_API Response begin_response(const ResponseRequest& request, const ToolRules& rules);
// An error of the chat backend's, with the path of the request for a response that it is about.
OAICOMPAT_API Error error_of_response(Error error);

}  // namespace oaicompat::inline v1::detail

#if OAICOMPAT_HEADER_ONLY
#include <oaicompat/resources/responses/begin.ipp>
#include <oaicompat/resources/responses/messages.ipp>
#include <oaicompat/resources/responses/to_chat.ipp>
#endif
