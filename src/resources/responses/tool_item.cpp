// Reading and writing the items that tools of the server make.
// SPDX-License-Identifier: MIT
#include <oaicompat/json/read.hpp>
#include <oaicompat/json/write.hpp>
#include <oaicompat/resources/responses/codec.hpp>
#include <oaicompat/resources/responses/item_json.hpp>

namespace oaicompat::inline v1::detail {

template struct ObjectTableOf<FileSearchCall>;
template struct ObjectTableOf<WebSearchCall>;
template struct ObjectTableOf<CodeInterpreterCall>;
template struct ObjectTableOf<ImageCall>;
template struct ObjectTableOf<ComputerCall>;
template struct ObjectTableOf<ComputerCallOutput>;
template struct ObjectTableOf<McpCall>;
template struct ObjectTableOf<McpToolList>;
template struct ObjectTableOf<McpApprovalRequest>;
template struct ObjectTableOf<McpApprovalResponse>;
template struct ObjectTableOf<ToolSearchCall>;
template struct ObjectTableOf<ToolSearchOutput>;
template struct ObjectTableOf<AddedTools>;

}  // namespace oaicompat::inline v1::detail
