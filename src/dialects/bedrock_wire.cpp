// What Bedrock's wire needs beside JSON: signatures and binary frames.
// SPDX-License-Identifier: MIT
#include <oaicompat/dialects/bedrock/event_frames.ipp>
#include <oaicompat/dialects/bedrock/sign.ipp>
