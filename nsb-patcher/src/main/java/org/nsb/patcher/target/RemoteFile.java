// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

/** A memory file ({@code man 2 memfd_create}) of the target that nsb has opened too. */
public interface RemoteFile extends AutoCloseable {

    /** {@code man 2 ftruncate}. */
    void truncate(long size);

    /** Writes all bytes at an offset. */
    void write(long offset, byte[] bytes);

    /** Forbids any further change of size or content ({@code F_ADD_SEALS}, {@code man 2 fcntl}). */
    void seal();

    @Override
    void close();
}
