// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

import java.util.List;
import org.nsb.elf.BuildId;

/**
 * The metadata of one patch.
 *
 * @param target the target module: its build-id, architecture and, for messages, its name
 * @param patch build-id and architecture of the patch itself
 * @param label what people read in lists
 * @param functions the functions that are replaced, in the order of their addresses
 * @param symbols what the relocations refer to
 * @param relocations everything to be stored in the patch before it can run
 * @param placement where the patch may be mapped
 * @param newSymbols functions and variables that only the patch has
 * @param origin tools that made the patch
 */
public record Vzpatch(
        Module target,
        Module patch,
        Label label,
        List<ReplacedFunction> functions,
        List<PatchSymbol> symbols,
        List<BindRelocation> relocations,
        Placement placement,
        List<NewSymbol> newSymbols,
        Origin origin) {

    /** Name of the section that holds the metadata. */
    public static final String SECTION = "vzpatch";

    public Vzpatch {
        functions = List.copyOf(functions);
        symbols = List.copyOf(symbols);
        relocations = List.copyOf(relocations);
        newSymbols = List.copyOf(newSymbols);
    }

    /**
     * An ELF module.
     *
     * @param buildId its GNU build-id
     * @param architecture what the ELF header says
     * @param name file name without directories, for messages; may be empty
     */
    public record Module(BuildId buildId, ElfArchitecture architecture, String name) {}

    /**
     * CPU of an ELF file.
     *
     * @param name of the {@link org.nsb.arch.Architecture}
     * @param machine {@code e_machine}
     * @param bits 32 or 64
     */
    public record ElfArchitecture(String name, int machine, int bits) {
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * What people read in lists.
     *
     * @param name letters, digits, '.', '_' and '-'; at most 64; not empty
     * @param description free text; may be empty
     * @param cves identifiers like CVE-2014-0160
     */
    public record Label(String name, String description, List<String> cves) {
        public Label {
            cves = List.copyOf(cves);
        }
    }

    /**
     * Who made the patch.
     *
     * @param tool name and version of the generator
     * @param compilers {@code DW_AT_producer} of the patch's compile units
     */
    public record Origin(String tool, List<String> compilers) {
        public Origin {
            compilers = List.copyOf(compilers);
        }
    }

    /** Where a patch may be mapped. */
    public enum Placement {
        /** Anywhere, as long as the jumps reach it. */
        ANYWHERE,
        /** Within 2 GiB of every byte of the target module. */
        NEAR,
        /** Below 2 GiB. */
        LOW_2G
    }

    /**
     * A function or variable that only the patch has.
     *
     * @param address link-time address in the patch
     * @param size bytes
     */
    public record NewSymbol(String name, boolean function, long address, long size) {}
}
