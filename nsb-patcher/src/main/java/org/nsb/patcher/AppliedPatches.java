// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nsb.patcher.state.InstalledPatch;
import org.nsb.patcher.state.InstalledPatches;
import org.nsb.patcher.state.JumpLayers;
import org.nsb.patcher.target.RemoteAddress;
import org.nsb.vzpatch.ReplacedFunction;

/** Describes installed patches for users. */
final class AppliedPatches {
    private AppliedPatches() {}

    static List<AppliedPatch> describe(InstalledPatches installed, JumpLayers layers) {
        return installed.patches().stream().map(p -> describe(p, layers)).toList();
    }

    static AppliedPatch describe(InstalledPatch patch, JumpLayers layers) {
        return new AppliedPatch(
                patch.id(),
                patch.vzpatch().label().name(),
                patch.vzpatch().label().description(),
                patch.phase(),
                patch.record().sequence(),
                patch.vzpatch().target().buildId(),
                patch.record().targetPath(),
                new RemoteAddress(patch.record().imageAddress()),
                patch.record().imageSize(),
                patch.record().stagedAt(),
                functions(patch, layers));
    }

    private static List<AppliedPatch.Function> functions(InstalledPatch patch, JumpLayers layers) {
        List<AppliedPatch.Function> functions = new ArrayList<>();
        for (ReplacedFunction function : patch.vzpatch().functions()) {
            long from = function.targetAddress() + patch.record().targetBias();
            functions.add(
                    new AppliedPatch.Function(
                            function.name(),
                            new RemoteAddress(from),
                            new RemoteAddress(patch.replacementAddress(function)),
                            layers.top(from).equals(Optional.of(patch))));
        }
        return functions;
    }
}
