// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

/**
 * Functions of libunwind ({@code man 3 libunwind}), for targets of one architecture. In the library
 * each name has a prefix that says which, see {@link Dialect}. {@code long} stands for addresses in
 * this process and for words of the target.
 */
public interface LibUnwind {
    long create_addr_space(long accessors, int byteOrder);

    void destroy_addr_space(long space);

    int set_caching_policy(long space, int policy);

    void flush_cache(long space, long low, long high);

    int init_remote(long cursor, long space, long argument);

    int step(long cursor);

    int get_reg(long cursor, int register, long value);

    int get_save_loc(long cursor, int register, long location);

    int dwarf_search_unwind_table(
            long space, long pc, long table, long procedure, int needUnwindInfo, long argument);
}
