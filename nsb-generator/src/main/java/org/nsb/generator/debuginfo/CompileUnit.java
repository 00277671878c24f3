// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

/**
 * A compilation unit.
 *
 * @param name DW_AT_name: the source as it was given to the compiler
 * @param directory DW_AT_comp_dir; may be empty
 * @param producer DW_AT_producer: compiler, version, options; may be empty
 */
public record CompileUnit(String name, String directory, String producer) {
    /** The source's path, absolute where the directory is known. */
    public String path() {
        return name.startsWith("/") || directory.isEmpty() ? name : directory + "/" + name;
    }
}
