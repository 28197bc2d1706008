// Tools of the caller's, compiled once.
// SPDX-License-Identifier: MIT
#include <oaicompat/kit/toolbox.ipp>
