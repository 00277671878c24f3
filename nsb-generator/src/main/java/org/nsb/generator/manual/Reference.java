// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nsb.generator.debuginfo.DebugVariable;
import org.nsb.generator.debuginfo.Type;

/**
 * A symbol of limited scope that the patch uses: one VZP_..._REF.
 *
 * @param macro what the author wrote
 * @param targetName what the target's source calls the symbol
 * @param file where it is: the macro's own argument, else the VZP_FILE before it
 * @param type what the author declared; absent if the compiler left no trace of it
 * @param function linkage name of the patch's function around the macro
 */
record Reference(
        VzpRecord macro,
        String targetName,
        Optional<String> file,
        Optional<Type> type,
        Optional<String> function) {

    /** The references of a patch. */
    static List<Reference> of(PatchModule patch) {
        Macros macros = patch.macros();
        List<Reference> references = new ArrayList<>();
        for (VzpRecord macro : macros.references()) {
            Optional<DebugVariable> marker = marker(patch, macro);
            Optional<String> own = Optional.of(macro.argument()).filter(a -> !a.isEmpty());
            references.add(
                    new Reference(
                            macro,
                            macros.alias(macro.unit(), macro.name()).orElse(macro.name()),
                            macro.kind().isStatic()
                                    ? own.or(() -> macros.fileBefore(macro))
                                    : Optional.empty(),
                            marker.flatMap(m -> declared(m.type())),
                            marker.flatMap(DebugVariable::function)));
        }
        return List.copyOf(references);
    }

    /** The marker variable that the macro left beside its record. */
    private static Optional<DebugVariable> marker(PatchModule patch, VzpRecord macro) {
        String name = PatchModule.MARKER + macro.position() + "_" + macro.name();
        List<DebugVariable> all =
                Stream.concat(
                                patch.info().variables().stream(),
                                patch.info().functions().stream()
                                        .flatMap(f -> f.staticLocals().stream()))
                        .filter(v -> v.name().equals(name))
                        .toList();
        return all.stream()
                .filter(v -> v.unit().name().equals(macro.unit()))
                .findFirst()
                .or(() -> all.stream().findFirst());
    }

    /** The marker is an array of pointers to the declared type. */
    private static Optional<Type> declared(Type marker) {
        return marker instanceof Type.Array array && array.element() instanceof Type.Pointer p
                ? Optional.of(p.target())
                : Optional.empty();
    }

    /** Whether an undefined symbol of the patch is this one. */
    boolean isCalled(String undefined) {
        return macro.name().equals(undefined)
                || (undefined.startsWith("_Z")
                        && MangledName.sourceName(undefined).equals(macro.name()));
    }

    /** What {@code undefined} would be called in the target, had it external linkage. */
    String symbolInTarget(String undefined) {
        return MangledName.parse(undefined)
                .map(m -> m.named(targetName).withoutLinkage())
                .orElse(targetName);
    }
}
