// SPDX-License-Identifier: Apache-2.0

/**
 * Makes a patch out of what its author compiled.
 *
 * <p>{@link org.nsb.generator.Generator#generate} is the only entry: a {@link
 * org.nsb.generator.GenerateRequest} goes in, a {@link org.nsb.generator.GenerateResult} comes out,
 * or a {@link org.nsb.generator.GeneratorRefusedException} with every reason why not. Inside, the
 * files and their debug information ({@code debuginfo}) become two models, which are compared and
 * matched ({@code manual}) and end as one {@link org.nsb.vzpatch.Vzpatch} in the patch file ({@code
 * link}). Neither the target nor any process is touched.
 *
 * <pre>{@code
 * GenerateRequest request = GenerateRequest.of(Path.of("/usr/sbin/server"), Path.of("fix.so"));
 * GenerateResult made = Generator.create().generate(request.to(Path.of("fix.patch.so")));
 * made.vzpatch().functions().forEach(f -> System.out.println("replaces " + f.name()));
 * }</pre>
 */
package org.nsb.generator;
