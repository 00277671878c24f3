// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/** Values of d_tag (gABI, "Dynamic Section"; LSB for the GNU ones). */
public final class DynamicTag {
    public static final long DT_NULL = 0;
    public static final long DT_NEEDED = 1;
    public static final long DT_PLTRELSZ = 2;
    public static final long DT_PLTGOT = 3;
    public static final long DT_HASH = 4;
    public static final long DT_STRTAB = 5;
    public static final long DT_SYMTAB = 6;
    public static final long DT_RELA = 7;
    public static final long DT_RELASZ = 8;
    public static final long DT_RELAENT = 9;
    public static final long DT_STRSZ = 10;
    public static final long DT_SYMENT = 11;
    public static final long DT_INIT = 12;
    public static final long DT_FINI = 13;
    public static final long DT_SONAME = 14;
    public static final long DT_RPATH = 15;
    public static final long DT_SYMBOLIC = 16;
    public static final long DT_REL = 17;
    public static final long DT_RELSZ = 18;
    public static final long DT_RELENT = 19;
    public static final long DT_PLTREL = 20;
    public static final long DT_DEBUG = 21;
    public static final long DT_TEXTREL = 22;
    public static final long DT_JMPREL = 23;
    public static final long DT_BIND_NOW = 24;
    public static final long DT_INIT_ARRAY = 25;
    public static final long DT_FINI_ARRAY = 26;
    public static final long DT_INIT_ARRAYSZ = 27;
    public static final long DT_FINI_ARRAYSZ = 28;
    public static final long DT_RUNPATH = 29;
    public static final long DT_FLAGS = 30;
    public static final long DT_RELRSZ = 35;
    public static final long DT_RELR = 36;
    public static final long DT_RELRENT = 37;
    public static final long DT_GNU_HASH = 0x6ffffef5L;
    public static final long DT_VERSYM = 0x6ffffff0L;
    public static final long DT_FLAGS_1 = 0x6ffffffbL;
    public static final long DT_VERDEF = 0x6ffffffcL;
    public static final long DT_VERDEFNUM = 0x6ffffffdL;
    public static final long DT_VERNEED = 0x6ffffffeL;
    public static final long DT_VERNEEDNUM = 0x6fffffffL;

    private DynamicTag() {}
}
