// FileSearching: how the file_search of a derived response is performed.
// SPDX-License-Identifier: MIT
#pragma once

namespace oaicompat::inline v1 {

/// How the `file_search` of a response is performed that is derived from a chat.
enum class FileSearching {
  by_call,      ///< The model calls a function; for chats that call tools.
  before_chat,  ///< The user's last text is searched for, and the chat is told what was found; for any chat.
  never,        ///< It is refused.
};

}  // namespace oaicompat::inline v1
