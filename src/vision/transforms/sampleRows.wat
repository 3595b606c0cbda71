;; One photo, sampled: see samplePhoto.ts. For each pixel of the output one bilinear sample of RGB bytes at the
;; place that a homography names, times $scale plus $shift (lanes: red, green, blue, unused).
;; A pixel whose place is not between four pixels of the photo is left to the caller: its number goes on a list.
(module
  (memory (export "memory") 1)
  (func (export "sampleRows")
    (param $photo i32) (param $width i32) (param $height i32)
    (param $out i32) (param $columns i32) (param $rows i32)
    (param $constants i32)  ;; 9 f64: the homography by rows; 8 f32: scale and shift, four lanes each
    (param $outside i32)    ;; where the list begins, i32 each
    (result i32)            ;; how many are on the list
    (local $x i32) (local $y i32) (local $count i32) (local $number i32) (local $stride i32)
    (local $i i32) (local $j i32) (local $x0 i32) (local $y0 i32)
    (local $u f64) (local $v f64) (local $w f64) (local $lastX f64) (local $lastY f64)
    (local $rowU f64) (local $rowV f64) (local $rowW f64)
    (local $m0 f64) (local $m3 f64) (local $m6 f64)
    (local $scale v128) (local $shift v128) (local $fx v128) (local $top v128) (local $bottom v128)
    (local $left v128)
    (local.set $m0 (f64.load (local.get $constants)))
    (local.set $m3 (f64.load offset=24 (local.get $constants)))
    (local.set $m6 (f64.load offset=48 (local.get $constants)))
    (local.set $scale (v128.load offset=72 (local.get $constants)))
    (local.set $shift (v128.load offset=88 (local.get $constants)))
    (local.set $stride (i32.mul (local.get $width) (i32.const 3)))
    (local.set $lastX (f64.convert_i32_s (i32.sub (local.get $width) (i32.const 1))))
    (local.set $lastY (f64.convert_i32_s (i32.sub (local.get $height) (i32.const 1))))
    (block $done
      (loop $eachRow
        (br_if $done (i32.ge_s (local.get $y) (local.get $rows)))
        (local.set $v (f64.convert_i32_s (local.get $y)))
        (local.set $rowU (f64.add (f64.mul (f64.load offset=8 (local.get $constants)) (local.get $v)) (f64.load offset=16 (local.get $constants))))
        (local.set $rowW (f64.add (f64.mul (f64.load offset=56 (local.get $constants)) (local.get $v)) (f64.load offset=64 (local.get $constants))))
        (local.set $rowV (f64.add (f64.mul (f64.load offset=32 (local.get $constants)) (local.get $v)) (f64.load offset=40 (local.get $constants))))
        (local.set $x (i32.const 0))
        (block $rowDone
          (loop $eachPixel
            (br_if $rowDone (i32.ge_s (local.get $x) (local.get $columns)))
            (local.set $u (f64.convert_i32_s (local.get $x)))
            (local.set $w (f64.div (f64.const 1) (f64.add (f64.mul (local.get $m6) (local.get $u)) (local.get $rowW))))
            (local.set $v (f64.mul (f64.add (f64.mul (local.get $m3) (local.get $u)) (local.get $rowV)) (local.get $w)))
            (local.set $u (f64.mul (f64.add (f64.mul (local.get $m0) (local.get $u)) (local.get $rowU)) (local.get $w)))
            (if (i32.and
                  (i32.and (f64.ge (local.get $u) (f64.const 0)) (f64.lt (local.get $u) (local.get $lastX)))
                  (i32.and (f64.ge (local.get $v) (f64.const 0)) (f64.lt (local.get $v) (local.get $lastY))))
              (then
                (local.set $x0 (i32.trunc_f64_s (local.get $u)))
                (local.set $y0 (i32.trunc_f64_s (local.get $v)))
                (local.set $i (i32.add (local.get $photo) (i32.add (i32.mul (local.get $y0) (local.get $stride)) (i32.mul (local.get $x0) (i32.const 3)))))
                (local.set $j (i32.add (local.get $i) (local.get $stride)))
                (local.set $fx (f32x4.splat (f32.demote_f64 (f64.sub (local.get $u) (f64.convert_i32_s (local.get $x0))))))
                (local.set $left (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $i))))))
                (local.set $top (f32x4.add (local.get $left) (f32x4.mul (local.get $fx) (f32x4.sub
                  (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero offset=3 (local.get $i)))))
                  (local.get $left)))))
                (local.set $left (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero (local.get $j))))))
                (local.set $bottom (f32x4.add (local.get $left) (f32x4.mul (local.get $fx) (f32x4.sub
                  (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_u (i16x8.extend_low_i8x16_u (v128.load32_zero offset=3 (local.get $j)))))
                  (local.get $left)))))
                ;; Four lanes are stored; the next pixel overwrites the fourth.
                (v128.store (local.get $out)
                  (f32x4.add (local.get $shift) (f32x4.mul (local.get $scale)
                    (f32x4.add (local.get $top) (f32x4.mul
                      (f32x4.splat (f32.demote_f64 (f64.sub (local.get $v) (f64.convert_i32_s (local.get $y0)))))
                      (f32x4.sub (local.get $bottom) (local.get $top))))))))
              (else
                (i32.store (i32.add (local.get $outside) (i32.shl (local.get $count) (i32.const 2))) (local.get $number))
                (local.set $count (i32.add (local.get $count) (i32.const 1)))))
            (local.set $out (i32.add (local.get $out) (i32.const 12)))
            (local.set $number (i32.add (local.get $number) (i32.const 1)))
            (local.set $x (i32.add (local.get $x) (i32.const 1)))
            (br $eachPixel)))
        (local.set $y (i32.add (local.get $y) (i32.const 1)))
        (br $eachRow)))
    (local.get $count)))
