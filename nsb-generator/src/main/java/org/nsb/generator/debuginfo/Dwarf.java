// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

/** Numbers of the DWARF standard that we use (DWARF 5, chapter 7). */
final class Dwarf {
    static final int DW_TAG_ARRAY_TYPE = 0x01;
    static final int DW_TAG_CLASS_TYPE = 0x02;
    static final int DW_TAG_ENUMERATION_TYPE = 0x04;
    static final int DW_TAG_FORMAL_PARAMETER = 0x05;
    static final int DW_TAG_LEXICAL_BLOCK = 0x0b;
    static final int DW_TAG_POINTER_TYPE = 0x0f;
    static final int DW_TAG_REFERENCE_TYPE = 0x10;
    static final int DW_TAG_STRUCTURE_TYPE = 0x13;
    static final int DW_TAG_SUBROUTINE_TYPE = 0x15;
    static final int DW_TAG_TYPEDEF = 0x16;
    static final int DW_TAG_UNION_TYPE = 0x17;
    static final int DW_TAG_UNSPECIFIED_PARAMETERS = 0x18;
    static final int DW_TAG_INLINED_SUBROUTINE = 0x1d;
    static final int DW_TAG_SUBRANGE_TYPE = 0x21;
    static final int DW_TAG_BASE_TYPE = 0x24;
    static final int DW_TAG_CATCH_BLOCK = 0x25;
    static final int DW_TAG_CONST_TYPE = 0x26;
    static final int DW_TAG_SUBPROGRAM = 0x2e;
    static final int DW_TAG_TRY_BLOCK = 0x32;
    static final int DW_TAG_VARIABLE = 0x34;
    static final int DW_TAG_VOLATILE_TYPE = 0x35;
    static final int DW_TAG_RESTRICT_TYPE = 0x37;
    static final int DW_TAG_NAMESPACE = 0x39;
    static final int DW_TAG_PARTIAL_UNIT = 0x3c;
    static final int DW_TAG_RVALUE_REFERENCE_TYPE = 0x42;
    static final int DW_TAG_ATOMIC_TYPE = 0x47;
    static final int DW_TAG_CALL_SITE = 0x48;
    static final int DW_TAG_GNU_CALL_SITE = 0x4109;

    static final int DW_AT_LOCATION = 0x02;
    static final int DW_AT_NAME = 0x03;
    static final int DW_AT_BYTE_SIZE = 0x0b;
    static final int DW_AT_COMP_DIR = 0x1b;
    static final int DW_AT_PRODUCER = 0x25;
    static final int DW_AT_UPPER_BOUND = 0x2f;
    static final int DW_AT_ABSTRACT_ORIGIN = 0x31;
    static final int DW_AT_COUNT = 0x37;
    static final int DW_AT_LOW_PC = 0x11;
    static final int DW_AT_PROTOTYPED = 0x27;
    static final int DW_AT_DECL_FILE = 0x3a;
    static final int DW_AT_DECLARATION = 0x3c;
    static final int DW_AT_ENCODING = 0x3e;
    static final int DW_AT_EXTERNAL = 0x3f;
    static final int DW_AT_SPECIFICATION = 0x47;
    static final int DW_AT_TYPE = 0x49;
    static final int DW_AT_CALL_FILE = 0x58;
    static final int DW_AT_CALL_LINE = 0x59;
    static final int DW_AT_LINKAGE_NAME = 0x6e;
    static final int DW_AT_CALL_RETURN_PC = 0x7d;
    static final int DW_AT_CALL_ORIGIN = 0x7f;
    static final int DW_AT_CALL_TAIL_CALL = 0x82;
    static final int DW_AT_GNU_TAIL_CALL = 0x2115;
    static final int DW_AT_MIPS_LINKAGE_NAME = 0x2007;

    static final int DW_OP_ADDR = 0x03;
    static final int DW_OP_CONST4U = 0x0c;
    static final int DW_OP_CONST8U = 0x0e;
    static final int DW_OP_FORM_TLS_ADDRESS = 0x9b;
    static final int DW_OP_ADDRX = 0xa1;
    static final int DW_OP_CONSTX = 0xa2;
    static final int DW_OP_GNU_PUSH_TLS_ADDRESS = 0xe0;

    private Dwarf() {}
}
