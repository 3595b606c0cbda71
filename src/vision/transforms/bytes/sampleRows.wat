;; One photo, sampled row by row: see sampleBytes.ts. First the places of a row of the output, then its colours.
(module
  (memory (export "memory") 1)

  ;; Where the pixels of row $y of the output lie in the photo: for each column 16 bytes, namely the byte of the pixel to
  ;; the left and above (i32, counted from the photo's first; −1 when it or its neighbours are none of the photo's) and
  ;; how far to the right and below of it (two f32).
  (func (export "placeRow")
    (param $y i32) (param $columns i32) (param $width i32) (param $height i32)
    (param $matrix i32)       ;; 9 f64: the homography by rows
    (param $perspective i32)  ;; whether it is one that divides
    (param $places i32)
    (local $end i32) (local $stride i32) (local $v f64) (local $w f64) (local $byW f64)
    (local $xs v128) (local $byX v128) (local $row v128) (local $last v128) (local $point v128) (local $corner v128)
    ;; Pairs of f64: (x, y) of the photo.
    (local.set $byX (f64x2.replace_lane 1 (f64x2.splat (f64.load (local.get $matrix))) (f64.load offset=24 (local.get $matrix))))
    (local.set $last (f64x2.replace_lane 1
      (f64x2.splat (f64.convert_i32_s (i32.sub (local.get $width) (i32.const 1))))
      (f64.convert_i32_s (i32.sub (local.get $height) (i32.const 1)))))
    (local.set $v (f64.convert_i32_s (local.get $y)))
    (local.set $row (f64x2.replace_lane 1
      (f64x2.splat (f64.add (f64.mul (f64.load offset=8 (local.get $matrix)) (local.get $v)) (f64.load offset=16 (local.get $matrix))))
      (f64.add (f64.mul (f64.load offset=32 (local.get $matrix)) (local.get $v)) (f64.load offset=40 (local.get $matrix)))))
    (local.set $w (f64.add (f64.mul (f64.load offset=56 (local.get $matrix)) (local.get $v)) (f64.load offset=64 (local.get $matrix))))
    (local.set $byW (f64.load offset=48 (local.get $matrix)))
    (local.set $stride (i32.mul (local.get $width) (i32.const 3)))
    (local.set $end (i32.add (local.get $places) (i32.shl (local.get $columns) (i32.const 4))))
    (loop $eachPixel
      (local.set $point (f64x2.add (f64x2.mul (local.get $byX) (local.get $xs)) (local.get $row)))
      (if (local.get $perspective) (then
        (local.set $point (f64x2.mul (local.get $point) (f64x2.splat (f64.div (f64.const 1)
          (f64.add (f64.mul (local.get $byW) (f64x2.extract_lane 0 (local.get $xs))) (local.get $w))))))))
      (local.set $xs (f64x2.add (local.get $xs) (v128.const f64x2 1 1)))
      (local.set $corner (f64x2.floor (local.get $point)))
      (v128.store64_lane offset=4 0 (local.get $places)
        (f32x4.demote_f64x2_zero (f64x2.sub (local.get $point) (local.get $corner))))
      ;; Added to 2^52, a whole number stands in the low bits.
      (local.set $corner (f64x2.add (local.get $corner) (v128.const f64x2 4503599627370496 4503599627370496)))
      (i32.store (local.get $places) (select
        (i32.add
          (i32.mul (i32x4.extract_lane 2 (local.get $corner)) (local.get $stride))
          (i32.mul (i32x4.extract_lane 0 (local.get $corner)) (i32.const 3)))
        (i32.const -1)
        (i32.eq (i32.const 3) (i64x2.bitmask (v128.and
          (f64x2.ge (local.get $point) (v128.const f64x2 0 0))
          (f64x2.lt (local.get $point) (local.get $last)))))))
      (local.set $places (i32.add (local.get $places) (i32.const 16)))
      (br_if $eachPixel (i32.lt_u (local.get $places) (local.get $end)))))

  ;; A bilinear sample of RGB bytes at each of the places, times $scale plus $shift (lanes: red, green, blue, unused).
  ;; A pixel outside is left to the caller: its number goes on a list.
  (func (export "blendRow")
    (param $photo i32) (param $stride i32) (param $places i32) (param $columns i32)
    (param $below i32) (param $belowStep i32)  ;; where the shares below lie: one for all, or one for each place
    (param $out i32)
    (param $colours i32)    ;; 8 f32: scale and shift, four lanes each
    (param $number i32)     ;; of the first pixel
    (param $outside i32)    ;; where the list goes on
    (result i32)            ;; and where it then ends
    (local $end i32) (local $offset i32)
    (local $scale v128) (local $shift v128) (local $fx v128) (local $top v128) (local $bottom v128) (local $left v128) (local $bytes v128)
    (local.set $scale (v128.load (local.get $colours)))
    (local.set $shift (v128.load offset=16 (local.get $colours)))
    (local.set $end (i32.add (local.get $places) (i32.shl (local.get $columns) (i32.const 4))))
    (loop $eachPixel
      (local.set $offset (i32.load (local.get $places)))
      (if (i32.ge_s (local.get $offset) (i32.const 0))
        (then
          (local.set $offset (i32.add (local.get $photo) (local.get $offset)))
          (local.set $fx (v128.load32_splat offset=4 (local.get $places)))
          ;; Eight bytes as words: the pixel, the one to its right, and two that are not looked at.
          (local.set $bytes (v128.load8x8_u (local.get $offset)))
          (local.set $left (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_u (local.get $bytes))))
          (local.set $top (f32x4.add (local.get $left) (f32x4.mul (local.get $fx) (f32x4.sub
            (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_u
              (i8x16.shuffle 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 (local.get $bytes) (local.get $bytes))))
            (local.get $left)))))
          (local.set $bytes (v128.load8x8_u (i32.add (local.get $offset) (local.get $stride))))
          (local.set $left (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_u (local.get $bytes))))
          (local.set $bottom (f32x4.add (local.get $left) (f32x4.mul (local.get $fx) (f32x4.sub
            (f32x4.convert_i32x4_s (i32x4.extend_low_i16x8_u
              (i8x16.shuffle 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 (local.get $bytes) (local.get $bytes))))
            (local.get $left)))))
          ;; Four lanes are stored; the next pixel overwrites the fourth.
          (v128.store (local.get $out)
            (f32x4.add (local.get $shift) (f32x4.mul (local.get $scale)
              (f32x4.add (local.get $top) (f32x4.mul (v128.load32_splat (local.get $below))
                (f32x4.sub (local.get $bottom) (local.get $top))))))))
        (else
          (i32.store (local.get $outside) (local.get $number))
          (local.set $outside (i32.add (local.get $outside) (i32.const 4)))))
      (local.set $out (i32.add (local.get $out) (i32.const 12)))
      (local.set $below (i32.add (local.get $below) (local.get $belowStep)))
      (local.set $number (i32.add (local.get $number) (i32.const 1)))
      (local.set $places (i32.add (local.get $places) (i32.const 16)))
      (br_if $eachPixel (i32.lt_u (local.get $places) (local.get $end))))
    (local.get $outside))

  ;; Sends pixels through tables, one for each channel, of 1,025 values for 0–255: a straight line between neighbours.
  (func (export "lookUp")
    (param $at i32) (param $end i32)  ;; the pixels: three f32 each
    (param $tables i32)
    (local $scaled v128) (local $whole v128) (local $share v128) (local $red v128) (local $blue v128) (local $low v128)
    (if (i32.ge_u (local.get $at) (local.get $end)) (then (return)))
    (loop $eachPixel
      (local.set $scaled (f32x4.mul (v128.load (local.get $at)) (v128.const f32x4 4.015686275 4.015686275 4.015686275 0)))
      (local.set $whole (f32x4.floor (f32x4.min (local.get $scaled) (v128.const f32x4 1023 1023 1023 1023))))
      (local.set $share (f32x4.sub (local.get $scaled) (local.get $whole)))
      ;; Added to 2^23, a whole number stands in the low bits.
      (local.set $whole (i32x4.shl
        (v128.and (f32x4.add (local.get $whole) (v128.const f32x4 8388608 8388608 8388608 8388608)) (v128.const i32x4 1023 1023 1023 1023))
        (i32.const 2)))
      ;; Two neighbours each: red and green as low, low, high, high.
      (local.set $red (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23
        (v128.load64_zero (i32.add (local.get $tables) (i32x4.extract_lane 0 (local.get $whole))))
        (v128.load64_zero offset=4100 (i32.add (local.get $tables) (i32x4.extract_lane 1 (local.get $whole))))))
      (local.set $blue (v128.load64_zero offset=8200 (i32.add (local.get $tables) (i32x4.extract_lane 2 (local.get $whole)))))
      (local.set $low (i8x16.shuffle 0 1 2 3 4 5 6 7 16 17 18 19 16 17 18 19 (local.get $red) (local.get $blue)))
      (local.set $low (f32x4.add (local.get $low) (f32x4.mul (local.get $share) (f32x4.sub
        (i8x16.shuffle 8 9 10 11 12 13 14 15 20 21 22 23 20 21 22 23 (local.get $red) (local.get $blue))
        (local.get $low)))))
      ;; Three lanes: the fourth is the next pixel's red.
      (v128.store64_lane 0 (local.get $at) (local.get $low))
      (v128.store32_lane offset=8 2 (local.get $at) (local.get $low))
      (local.set $at (i32.add (local.get $at) (i32.const 12)))
      (br_if $eachPixel (i32.lt_u (local.get $at) (local.get $end)))))
)
