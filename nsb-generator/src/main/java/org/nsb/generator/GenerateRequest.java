// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is to be made.
 *
 * @param target the executable or shared library whose functions are replaced
 * @param patch the author's shared object
 * @param output where to write the patch; absent to change {@code patch} itself
 * @param debugFile debug information of the target; absent to search for it
 * @param allowInlined functions of which the target may keep inlined copies or clones
 * @param allowCallers functions that may call replaced ones in a way of their own
 * @param name for lists: letters, digits, '.', '_', '-', at most 64; absent to use the file's name
 * @param description free text; may be empty
 * @param cves what the patch fixes, like CVE-2014-0160
 * @param tool name and version of the program that asks
 */
public record GenerateRequest(
        Path target,
        Path patch,
        Optional<Path> output,
        Optional<Path> debugFile,
        Set<String> allowInlined,
        Set<String> allowCallers,
        Optional<String> name,
        String description,
        List<String> cves,
        String tool) {
    public GenerateRequest {
        allowInlined = Set.copyOf(allowInlined);
        allowCallers = Set.copyOf(allowCallers);
        cves = List.copyOf(cves);
    }

    /** A request with nothing but the two files. */
    public static GenerateRequest of(Path target, Path patch) {
        return new GenerateRequest(
                target,
                patch,
                Optional.empty(),
                Optional.empty(),
                Set.of(),
                Set.of(),
                Optional.empty(),
                "",
                List.of(),
                "nsb");
    }

    /** The same, written to {@code file}. */
    public GenerateRequest to(Path file) {
        return new GenerateRequest(
                target,
                patch,
                Optional.of(file),
                debugFile,
                allowInlined,
                allowCallers,
                name,
                description,
                cves,
                tool);
    }

    /** The same, with the target's debug information from {@code file}. */
    public GenerateRequest withDebugFile(Path file) {
        return new GenerateRequest(
                target,
                patch,
                output,
                Optional.of(file),
                allowInlined,
                allowCallers,
                name,
                description,
                cves,
                tool);
    }

    /** The same, where the target may keep inlined copies of these functions. */
    public GenerateRequest allowingInlined(Set<String> functions) {
        return new GenerateRequest(
                target,
                patch,
                output,
                debugFile,
                functions,
                allowCallers,
                name,
                description,
                cves,
                tool);
    }

    /** The same, where these functions may call replaced ones in a way of their own. */
    public GenerateRequest allowingCallers(Set<String> functions) {
        return new GenerateRequest(
                target,
                patch,
                output,
                debugFile,
                allowInlined,
                functions,
                name,
                description,
                cves,
                tool);
    }
}
