// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

/** Call frame information that is damaged, or of a kind that is not understood here. */
final class FrameInfoException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FrameInfoException(String message) {
        super(message);
    }
}
