// Reading and writing the items of responses.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/item_json.hpp>

namespace oaicompat::inline v1 {

namespace detail {
// In tool_item.cpp.
extern template struct ObjectTableOf<FileSearchCall>;
extern template struct ObjectTableOf<WebSearchCall>;
extern template struct ObjectTableOf<CodeInterpreterCall>;
extern template struct ObjectTableOf<ImageCall>;
extern template struct ObjectTableOf<ComputerCall>;
extern template struct ObjectTableOf<ComputerCallOutput>;
extern template struct ObjectTableOf<McpCall>;
extern template struct ObjectTableOf<McpToolList>;
extern template struct ObjectTableOf<McpApprovalRequest>;
extern template struct ObjectTableOf<McpApprovalResponse>;
extern template struct ObjectTableOf<ToolSearchCall>;
extern template struct ObjectTableOf<ToolSearchOutput>;
extern template struct ObjectTableOf<AddedTools>;
}  // namespace detail

template struct OAICOMPAT_API Codec<ResponseItem>;
template struct OAICOMPAT_API Codec<FunctionCallItem>;
template struct OAICOMPAT_API Codec<MessageItem>;
template struct OAICOMPAT_API Codec<ItemReference>;
template struct OAICOMPAT_API Codec<ShellAction>;
template struct OAICOMPAT_API Codec<ShellOutputPiece>;
template struct OAICOMPAT_API Codec<LocalShellAction>;
template struct OAICOMPAT_API Codec<PatchOperation>;

}  // namespace oaicompat::inline v1
