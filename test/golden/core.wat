(module
 (type $0 (func (param f64) (result f64)))
 (type $1 (func (param f64 f64) (result f64)))
 (type $2 (func (param i32 f64) (result f64)))
 (type $3 (func (param i32 f64) (result i32)))
 (type $4 (func (param f64 f64 f64 f64) (result f64)))
 (type $5 (func (result i32)))
 (type $6 (func (param f64 f64 f64 f64 f64)))
 (type $7 (func (param i32 f64 f64) (result f64)))
 (type $8 (func (param f64 f64 f64 f64 f64 f64) (result f64)))
 (type $9 (func (param i32 f64 f64 f64 f64 f64 f64 f64 f64 i32 f64 f64) (result i32)))
 (type $10 (func (param f64 f64 f64 f64 f64 f64 f64)))
 (type $11 (func (param f64 f64 f64 f64)))
 (type $12 (func (param f64 i32) (result f64)))
 (type $13 (func (param i32 i32 f64)))
 (type $14 (func (param i32 i32 f64 i32 i32)))
 (type $15 (func (param i32 i32 f64 f64)))
 (type $16 (func (param i32 f64 f64)))
 (type $17 (func (param f64 f64 f64 f64 f64 f64 f64 f64)))
 (type $18 (func (param f64 f64 f64 f64) (result i32)))
 (global $assembly/constants/T1 f64 (f64.const 0.001))
 (global $assembly/constants/K_FLOWS f64 (f64.const 4))
 (global $assembly/constants/P_NODES f64 (f64.const 5))
 (global $assembly/constants/U_BASE f64 (f64.const 54.598150033144236))
 (global $assembly/constants/T_THRESHOLD f64 (f64.const 0.02))
 (global $assembly/constants/EPSILON f64 (f64.const 1e-06))
 (global $assembly/constants/EPSILON_RESET f64 (f64.const 0.0001))
 (global $assembly/constants/THREAT_QUARANTINE f64 (f64.const 0.85))
 (global $assembly/constants/THREAT_ALERT f64 (f64.const 0.6))
 (global $assembly/constants/THREAT_FEEDBACK f64 (f64.const 0.5))
 (global $assembly/constants/STABILITY_THRESHOLD f64 (f64.const 0.25))
 (global $assembly/constants/REPAIR_THRESHOLD f64 (f64.const 0.1))
 (global $assembly/constants/OPT_GAIN_THRESHOLD f64 (f64.const 0.1))
 (global $assembly/constants/MAX_WEIGHT_DELTA f64 (f64.const 0.05))
 (global $assembly/constants/INTEGRAL_MAX f64 (f64.const 1))
 (global $assembly/constants/KP f64 (f64.const 0.6))
 (global $assembly/constants/KI f64 (f64.const 0.1))
 (global $assembly/constants/KD f64 (f64.const 0.05))
 (global $assembly/constants/RISK_HALF_LIFE f64 (f64.const 30))
 (global $assembly/constants/LN2 f64 (f64.const 0.6931471805599453))
 (global $assembly/constants/WEIGHT_FLOOR f64 (f64.const 0.05))
 (global $assembly/constants/O_MIN f64 (f64.const 0.1))
 (global $assembly/constants/O_MAX f64 (f64.const 0.9))
 (global $assembly/constants/E_MIN f64 (f64.const 0.05))
 (global $assembly/constants/E_MAX f64 (f64.const 0.3))
 (global $assembly/constants/E_CALM f64 (f64.const 0.1))
 (global $assembly/constants/WEIGHT_R f64 (f64.const 0.25))
 (global $assembly/constants/WEIGHT_B f64 (f64.const 0.25))
 (global $assembly/constants/WEIGHT_E f64 (f64.const 0.15))
 (global $assembly/constants/WEIGHT_O f64 (f64.const 0.35))
 (global $assembly/constants/STABILITY_WINDOW i32 (i32.const 20))
 (global $assembly/constants/STABILITY_GROWTH f64 (f64.const 1.1))
 (global $assembly/constants/STABILITY_BAND f64 (f64.const 0.05))
 (global $assembly/io/IO_SLOTS i32 (i32.const 32))
 (global $assembly/detector-layout/DETECTOR_STATE_BYTES i32 (i32.const 9128))
 (global $assembly/detector/DETECTOR_WARM_UP i32 (i32.const 200))
 (global $assembly/detector/DETECTOR_ALARM f64 (f64.const 0.35))
 (memory $0 1)
 (export "conserve" (func $assembly/cores/conserve))
 (export "decide" (func $assembly/cores/decide))
 (export "decisionVector" (func $assembly/cores/decisionVector))
 (export "expectedGain" (func $assembly/cores/expectedGain))
 (export "repairCost" (func $assembly/cores/repairCost))
 (export "urgency" (func $assembly/cores/urgency))
 (export "DETECTOR_ALARM" (global $assembly/detector/DETECTOR_ALARM))
 (export "DETECTOR_STATE_BYTES" (global $assembly/detector-layout/DETECTOR_STATE_BYTES))
 (export "DETECTOR_WARM_UP" (global $assembly/detector/DETECTOR_WARM_UP))
 (export "detect" (func $assembly/detector/detect))
 (export "detectAll" (func $assembly/detector/detectAll))
 (export "heapBase" (func $assembly/detector/heapBase))
 (export "usualRange" (func $assembly/detector/usualRange))
 (export "budget" (func $assembly/genome/budget))
 (export "decayRisk" (func $assembly/genome/decayRisk))
 (export "entropyFeedback" (func $assembly/genome/entropyFeedback))
 (export "heldDelta" (func $assembly/genome/heldDelta))
 (export "normalize" (func $assembly/genome/normalize))
 (export "recalibrate" (func $assembly/genome/recalibrate))
 (export "IO_SLOTS" (global $assembly/io/IO_SLOTS))
 (export "ioAddress" (func $assembly/io/ioAddress))
 (export "exp" (func $assembly/math/exp))
 (export "ln" (func $assembly/math/ln))
 (export "pidStable" (func $assembly/pid/pidStable))
 (export "pidStep" (func $assembly/pid/pidStep))
 (export "lnU" (func $assembly/pulse/lnU))
 (export "lnUOfLoad" (func $assembly/pulse/lnUOfLoad))
 (export "pulse" (func $assembly/pulse/pulse))
 (export "tLambda" (func $assembly/pulse/tLambda))
 (export "T1" (global $assembly/constants/T1))
 (export "K_FLOWS" (global $assembly/constants/K_FLOWS))
 (export "P_NODES" (global $assembly/constants/P_NODES))
 (export "U_BASE" (global $assembly/constants/U_BASE))
 (export "T_THRESHOLD" (global $assembly/constants/T_THRESHOLD))
 (export "EPSILON" (global $assembly/constants/EPSILON))
 (export "EPSILON_RESET" (global $assembly/constants/EPSILON_RESET))
 (export "THREAT_QUARANTINE" (global $assembly/constants/THREAT_QUARANTINE))
 (export "THREAT_ALERT" (global $assembly/constants/THREAT_ALERT))
 (export "THREAT_FEEDBACK" (global $assembly/constants/THREAT_FEEDBACK))
 (export "STABILITY_THRESHOLD" (global $assembly/constants/STABILITY_THRESHOLD))
 (export "REPAIR_THRESHOLD" (global $assembly/constants/REPAIR_THRESHOLD))
 (export "OPT_GAIN_THRESHOLD" (global $assembly/constants/OPT_GAIN_THRESHOLD))
 (export "MAX_WEIGHT_DELTA" (global $assembly/constants/MAX_WEIGHT_DELTA))
 (export "INTEGRAL_MAX" (global $assembly/constants/INTEGRAL_MAX))
 (export "KP" (global $assembly/constants/KP))
 (export "KI" (global $assembly/constants/KI))
 (export "KD" (global $assembly/constants/KD))
 (export "RISK_HALF_LIFE" (global $assembly/constants/RISK_HALF_LIFE))
 (export "LN2" (global $assembly/constants/LN2))
 (export "WEIGHT_FLOOR" (global $assembly/constants/WEIGHT_FLOOR))
 (export "O_MIN" (global $assembly/constants/O_MIN))
 (export "O_MAX" (global $assembly/constants/O_MAX))
 (export "E_MIN" (global $assembly/constants/E_MIN))
 (export "E_MAX" (global $assembly/constants/E_MAX))
 (export "E_CALM" (global $assembly/constants/E_CALM))
 (export "WEIGHT_R" (global $assembly/constants/WEIGHT_R))
 (export "WEIGHT_B" (global $assembly/constants/WEIGHT_B))
 (export "WEIGHT_E" (global $assembly/constants/WEIGHT_E))
 (export "WEIGHT_O" (global $assembly/constants/WEIGHT_O))
 (export "STABILITY_WINDOW" (global $assembly/constants/STABILITY_WINDOW))
 (export "STABILITY_GROWTH" (global $assembly/constants/STABILITY_GROWTH))
 (export "STABILITY_BAND" (global $assembly/constants/STABILITY_BAND))
 (export "memory" (memory $0))
 (func $assembly/math/ln (param $0 f64) (result f64)
  (local $1 f64)
  (local $2 i64)
  (local $3 i64)
  (local $4 f64)
  (local $5 f64)
  (local $6 f64)
  (local $7 f64)
  local.get $0
  f64.const 0
  f64.gt
  i32.eqz
  if
   f64.const -inf
   f64.const nan:0x8000000000000
   local.get $0
   f64.const 0
   f64.eq
   select
   return
  end
  local.get $0
  f64.const inf
  f64.eq
  if
   local.get $0
   return
  end
  local.get $0
  f64.const 2.2250738585072014e-308
  f64.lt
  if
   f64.const -54
   local.set $1
   local.get $0
   f64.const 18014398509481984
   f64.mul
   local.set $0
  end
  local.get $1
  local.get $0
  i64.reinterpret_f64
  local.tee $2
  i64.const 4604544271217802189
  i64.sub
  i64.const 52
  i64.shr_s
  local.tee $3
  f64.convert_i64_s
  f64.add
  local.set $6
  local.get $2
  local.get $3
  i64.const 52
  i64.shl
  i64.sub
  f64.reinterpret_i64
  f64.const -1
  f64.add
  local.tee $4
  local.get $4
  f64.const 2
  f64.add
  f64.div
  local.tee $7
  local.get $7
  f64.mul
  local.tee $0
  local.get $0
  f64.mul
  local.set $5
  local.get $6
  f64.const 0.6931471803691238
  f64.mul
  local.get $4
  f64.const 0.5
  f64.mul
  local.get $4
  f64.mul
  local.tee $1
  local.get $7
  local.get $1
  local.get $5
  local.get $5
  local.get $5
  f64.const 0.15313837699209373
  f64.mul
  f64.const 0.22222198432149784
  f64.add
  f64.mul
  f64.const 0.3999999999940942
  f64.add
  f64.mul
  local.get $0
  local.get $5
  local.get $5
  local.get $5
  f64.const 0.14798198605116586
  f64.mul
  f64.const 0.1818357216161805
  f64.add
  f64.mul
  f64.const 0.2857142874366239
  f64.add
  f64.mul
  f64.const 0.6666666666666735
  f64.add
  f64.mul
  f64.add
  f64.add
  f64.mul
  local.get $6
  f64.const 1.9082149292705877e-10
  f64.mul
  f64.add
  f64.sub
  local.get $4
  f64.sub
  f64.sub
 )
 (func $assembly/math/exp (param $0 f64) (result f64)
  (local $1 f64)
  (local $2 i64)
  (local $3 i64)
  (local $4 f64)
  (local $5 f64)
  (local $6 f64)
  local.get $0
  local.get $0
  f64.ne
  if
   local.get $0
   return
  end
  local.get $0
  f64.const -746
  f64.max
  f64.const 710
  f64.min
  local.tee $0
  f64.const 1.4426950408889634
  f64.mul
  f64.nearest
  local.set $5
  local.get $0
  local.get $5
  f64.const 0.6931471803691238
  f64.mul
  f64.sub
  local.tee $0
  local.get $5
  f64.const 1.9082149292705877e-10
  f64.mul
  local.tee $1
  f64.sub
  local.tee $6
  local.get $6
  f64.mul
  local.set $4
  local.get $6
  local.get $6
  local.get $4
  local.get $4
  local.get $4
  local.get $4
  local.get $4
  f64.const 4.1381367970572385e-08
  f64.mul
  f64.const -1.6533902205465252e-06
  f64.add
  f64.mul
  f64.const 6.613756321437934e-05
  f64.add
  f64.mul
  f64.const -2.7777777777015593e-03
  f64.add
  f64.mul
  f64.const 0.16666666666666602
  f64.add
  f64.mul
  f64.sub
  local.tee $4
  f64.mul
  f64.const 2
  local.get $4
  f64.sub
  f64.div
  local.get $1
  f64.sub
  local.get $0
  f64.add
  f64.const 1
  f64.add
  local.get $5
  i64.trunc_sat_f64_s
  local.tee $2
  i64.const 1
  i64.shr_s
  local.tee $3
  i64.const 52
  i64.shl
  i64.const 4607182418800017408
  i64.add
  f64.reinterpret_i64
  f64.mul
  local.get $2
  local.get $3
  i64.sub
  i64.const 52
  i64.shl
  i64.const 4607182418800017408
  i64.add
  f64.reinterpret_i64
  f64.mul
 )
 (func $assembly/detector-scale/valueAt (param $0 i32) (param $1 f64) (result f64)
  (local $2 f64)
  local.get $0
  f64.load
  local.tee $2
  local.get $0
  f64.load offset=8
  f64.sqrt
  f64.const 0.5
  f64.mul
  local.get $2
  f64.abs
  f64.const 1e-09
  f64.add
  f64.const 1e-09
  f64.mul
  f64.max
  local.get $1
  f64.const -96
  f64.add
  f64.const 0.25
  f64.mul
  local.tee $1
  f64.abs
  call $assembly/math/exp
  local.tee $2
  f64.const 1
  local.get $2
  f64.div
  f64.sub
  f64.const 0.5
  f64.mul
  local.tee $2
  f64.neg
  local.get $2
  local.get $1
  f64.const 0
  f64.lt
  select
  f64.mul
  f64.add
 )
 (func $assembly/detector-scale/binOf (param $0 i32) (param $1 f64) (result i32)
  (local $2 f64)
  local.get $1
  local.get $0
  f64.load
  local.tee $1
  f64.sub
  local.get $0
  f64.load offset=8
  f64.sqrt
  f64.const 0.5
  f64.mul
  local.get $1
  f64.abs
  f64.const 1e-09
  f64.add
  f64.const 1e-09
  f64.mul
  f64.max
  f64.div
  local.tee $1
  f64.abs
  f64.const 1e15
  f64.min
  local.tee $2
  local.get $2
  local.get $2
  f64.mul
  f64.const 1
  f64.add
  f64.sqrt
  f64.add
  call $assembly/math/ln
  local.tee $2
  f64.neg
  local.get $2
  local.get $1
  f64.const 0
  f64.lt
  select
  f64.const 4
  f64.mul
  f64.const 96
  f64.add
  f64.const 1
  f64.max
  f64.const 190
  f64.min
  f64.nearest
  i32.trunc_sat_f64_s
 )
 (func $assembly/genome/entropyFeedback (param $0 f64) (param $1 f64) (param $2 f64) (param $3 f64) (param $4 f64)
  i32.const 1024
  local.get $0
  f64.const 1
  local.get $0
  local.get $1
  f64.add
  local.get $3
  f64.const 0.5
  f64.gt
  if (result f64)
   local.get $3
   f64.const 0.15
   f64.mul
   local.get $4
   f64.const -50
   f64.div
   call $assembly/math/exp
   f64.mul
   f64.const 1
   local.get $2
   f64.const 0.3
   f64.div
   f64.sub
   f64.const 0
   f64.max
   f64.mul
   f64.const 0.05
   f64.max
   f64.const 0.3
   f64.min
  else
   f64.const 0.1
  end
  local.tee $0
  f64.add
  local.get $2
  f64.add
  f64.div
  local.tee $3
  f64.mul
  f64.const 0
  f64.add
  f64.store
  i32.const 1032
  local.get $1
  local.get $3
  f64.mul
  f64.const 0
  f64.add
  f64.store
  i32.const 1040
  local.get $0
  local.get $3
  f64.mul
  f64.const 0
  f64.add
  f64.store
  i32.const 1048
  local.get $2
  local.get $3
  f64.mul
  f64.const 0
  f64.add
  f64.store
 )
 (func $assembly/detector/detect (param $0 i32) (param $1 f64) (param $2 f64) (result f64)
  (local $3 i32)
  (local $4 i32)
  (local $5 f64)
  (local $6 f64)
  (local $7 f64)
  (local $8 f64)
  (local $9 i32)
  (local $10 f64)
  (local $11 f64)
  (local $12 f64)
  (local $13 i32)
  (local $14 f64)
  i32.const 1024
  f64.const 0
  f64.store
  i32.const 1032
  f64.const 0
  f64.store
  local.get $1
  f64.abs
  f64.const 1.e+150
  f64.le
  i32.eqz
  local.get $2
  f64.abs
  f64.const 1.e+150
  f64.le
  i32.eqz
  i32.or
  if
   f64.const 0
   return
  end
  local.get $0
  local.get $1
  local.get $2
  call $assembly/detector-features/writeFeatures
  i32.const 1080
  local.get $0
  f64.load
  local.tee $8
  f64.const 0
  f64.add
  f64.store
  local.get $0
  f64.load offset=40
  local.tee $1
  local.get $0
  f64.load offset=32
  local.tee $6
  f64.sub
  local.set $11
  local.get $0
  f64.load offset=48
  f64.const 16e3
  f64.min
  local.set $12
  local.get $2
  local.get $1
  local.get $11
  f64.const 0.05
  f64.mul
  f64.add
  f64.gt
  if (result i32)
   i32.const 1
  else
   local.get $2
   local.get $6
   local.get $11
   f64.const 0.05
   f64.mul
   f64.sub
   f64.lt
  end
  if
   local.get $0
   f64.load offset=56
   f64.const 1
   f64.add
   local.get $12
   f64.const 1
   f64.add
   f64.div
   local.set $5
   local.get $11
   f64.const 0
   f64.gt
   if (result f64)
    local.get $2
    local.get $1
    f64.sub
    local.get $6
    local.get $2
    f64.sub
    f64.max
    local.get $11
    f64.div
   else
    f64.const 1
   end
   local.get $12
   f64.const 1
   f64.add
   call $assembly/math/ln
   f64.mul
   local.get $5
   call $assembly/math/ln
   f64.sub
   f64.const 0.4342944819032518
   f64.mul
   local.set $5
   local.get $0
   f64.load offset=48
   f64.const 0
   f64.gt
   if
    local.get $0
    local.get $0
    f64.load offset=56
    f64.const 1
    f64.add
    f64.store offset=56
   end
  end
  i32.const 1064
  local.get $6
  f64.const 0
  f64.add
  f64.store
  i32.const 1072
  local.get $1
  f64.const 0
  f64.add
  f64.store
  local.get $1
  local.get $2
  f64.max
  local.tee $1
  local.get $2
  local.get $6
  f64.min
  local.tee $6
  f64.sub
  f64.const 16e3
  f64.div
  local.set $11
  local.get $0
  local.get $6
  local.get $11
  f64.add
  f64.store offset=32
  local.get $0
  local.get $1
  local.get $11
  f64.sub
  f64.store offset=40
  local.get $0
  local.get $0
  f64.load offset=56
  f64.const 0.9999375
  f64.mul
  f64.store offset=56
  i32.const 1056
  local.get $5
  f64.const 0
  f64.max
  local.tee $6
  f64.const 0
  f64.add
  f64.store
  local.get $0
  local.get $2
  call $assembly/detector-surprise/surpriseOf
  local.set $1
  i32.const 1088
  f64.const nan:0x8000000000000
  local.get $2
  i32.const 1040
  f64.load
  i32.trunc_sat_f64_s
  local.tee $3
  i32.const 3
  i32.shl
  i32.const 1280
  i32.add
  f64.load
  local.tee $5
  f64.sub
  local.get $3
  i32.const 5
  i32.lt_s
  local.tee $3
  select
  f64.const 0
  f64.add
  f64.store
  i32.const 1096
  local.get $5
  local.get $2
  local.get $3
  select
  f64.const 0
  f64.add
  f64.store
  local.get $0
  local.get $8
  f64.const 1
  f64.add
  f64.store
  local.get $1
  f64.const 0
  f64.lt
  if
   f64.const 0
   return
  end
  local.get $0
  local.get $0
  f64.load offset=48
  f64.const 1
  f64.add
  local.tee $2
  f64.store offset=48
  local.get $0
  f64.load offset=88
  local.set $5
  local.get $2
  f64.const 1
  f64.ne
  if
   local.get $5
   local.get $1
   local.get $5
   f64.sub
   f64.const 10
   f64.div
   f64.add
   local.set $1
  end
  local.get $0
  local.get $1
  f64.store offset=88
  f64.const 0
  local.set $2
  local.get $0
  i32.const 6024
  i32.add
  local.set $9
  local.get $0
  f64.load offset=80
  local.set $11
  local.get $0
  f64.load offset=72
  local.set $12
  i32.const 127
  local.get $1
  local.tee $5
  f64.const 4
  f64.mul
  i32.trunc_sat_f64_s
  local.tee $3
  local.get $3
  i32.const 127
  i32.ge_s
  select
  local.tee $13
  local.set $3
  loop $for-loop|0
   local.get $3
   i32.const 128
   i32.lt_s
   if
    local.get $10
    local.get $9
    local.get $3
    i32.const 2
    i32.shl
    i32.add
    f32.load
    f64.promote_f32
    f64.add
    local.set $10
    local.get $3
    i32.const 1
    i32.add
    local.set $3
    br $for-loop|0
   end
  end
  i32.const 128
  local.set $3
  loop $for-loop|1
   local.get $3
   i32.const 0
   i32.gt_s
   if
    local.get $2
    local.get $9
    local.get $3
    i32.const 1
    i32.sub
    local.tee $4
    i32.const 2
    i32.shl
    i32.add
    f32.load
    f64.promote_f32
    local.tee $14
    f64.add
    local.tee $1
    local.get $11
    f64.const 0.1
    f64.mul
    f64.gt
    i32.eqz
    if
     local.get $1
     local.set $2
     local.get $7
     local.get $14
     local.get $3
     f64.convert_i32_s
     f64.const -0.5
     f64.add
     f64.mul
     f64.add
     local.set $7
     local.get $4
     local.set $3
     br $for-loop|1
    end
   end
  end
  local.get $11
  local.get $12
  f64.add
  local.tee $14
  call $assembly/math/ln
  local.get $10
  local.get $12
  f64.add
  call $assembly/math/ln
  f64.sub
  f64.const 0.4342944819032518
  f64.mul
  local.set $1
  local.get $11
  local.get $12
  f64.const 50
  f64.mul
  f64.gt
  local.get $2
  f64.const 0
  f64.gt
  i32.and
  local.get $3
  f64.convert_i32_s
  f64.const 0.25
  f64.mul
  local.tee $10
  local.get $5
  f64.lt
  i32.and
  if
   local.get $14
   call $assembly/math/ln
   local.get $2
   local.get $12
   f64.add
   call $assembly/math/ln
   f64.sub
   local.get $5
   local.get $10
   f64.sub
   local.get $7
   local.get $2
   f64.div
   f64.const 0.25
   f64.mul
   local.get $10
   f64.sub
   f64.const 0.125
   f64.max
   f64.div
   f64.add
   f64.const 0.4342944819032518
   f64.mul
   local.set $1
  end
  local.get $9
  local.get $13
  i32.const 2
  i32.shl
  i32.add
  local.tee $3
  local.get $3
  f32.load
  f64.promote_f32
  local.get $12
  f64.add
  f32.demote_f64
  f32.store
  local.get $0
  local.get $11
  local.get $12
  f64.add
  f64.store offset=80
  i32.const 0
  local.set $3
  local.get $0
  i32.const -64
  i32.sub
  local.tee $4
  f64.load
  f64.const 0.999875
  f64.div
  local.tee $2
  f64.const 1e6
  f64.gt
  if
   loop $for-loop|00
    local.get $3
    i32.const 1344
    i32.lt_s
    if
     local.get $0
     i32.const 648
     i32.add
     local.get $3
     i32.const 2
     i32.shl
     i32.add
     local.tee $9
     local.get $9
     f32.load
     f64.promote_f32
     local.get $2
     f64.div
     f32.demote_f64
     f32.store
     local.get $3
     i32.const 1
     i32.add
     local.set $3
     br $for-loop|00
    end
   end
   i32.const 0
   local.set $3
   loop $for-loop|11
    local.get $3
    i32.const 7
    i32.lt_s
    if
     local.get $0
     local.get $3
     i32.const 72
     i32.mul
     i32.add
     local.tee $9
     local.get $9
     f64.load offset=176
     local.get $2
     f64.div
     f64.store offset=176
     local.get $3
     i32.const 1
     i32.add
     local.set $3
     br $for-loop|11
    end
   end
   f64.const 1
   local.set $2
  end
  local.get $4
  local.get $2
  f64.store
  local.get $0
  local.get $0
  f64.load offset=72
  f64.const 0.99975
  f64.div
  local.tee $2
  f64.const 1e6
  f64.gt
  if (result f64)
   i32.const 0
   local.set $3
   loop $for-loop|2
    local.get $3
    i32.const 128
    i32.lt_s
    if
     local.get $0
     i32.const 6024
     i32.add
     local.get $3
     i32.const 2
     i32.shl
     i32.add
     local.tee $4
     local.get $4
     f32.load
     f64.promote_f32
     local.get $2
     f64.div
     f32.demote_f64
     f32.store
     local.get $3
     i32.const 1
     i32.add
     local.set $3
     br $for-loop|2
    end
   end
   local.get $0
   local.get $0
   f64.load offset=80
   local.get $2
   f64.div
   f64.store offset=80
   f64.const 1
  else
   local.get $2
  end
  f64.store offset=72
  local.get $8
  f64.const 200
  f64.lt
  if
   f64.const 0
   return
  end
  i32.const 1024
  local.get $1
  local.get $6
  f64.max
  f64.const 0
  f64.max
  f64.const 6
  f64.div
  local.tee $1
  f64.const 1
  f64.min
  local.tee $2
  f64.const 0
  f64.add
  f64.store
  block $__inlined_func$assembly/detector/told$187
   local.get $0
   f64.load offset=96
   local.tee $5
   f64.const 0
   f64.le
   local.get $1
   local.get $0
   f64.load offset=104
   f64.const 0.3333333333333333
   f64.add
   f64.ge
   i32.or
   local.get $1
   f64.const 0.35
   f64.ge
   i32.and
   if
    local.get $0
    f64.const 30
    f64.store offset=96
    local.get $0
    local.get $1
    f64.store offset=104
    br $__inlined_func$assembly/detector/told$187
   end
   local.get $0
   local.get $5
   f64.const -1
   f64.add
   f64.store offset=96
   local.get $1
   f64.const 0.34964999999999996
   f64.min
   local.set $1
  end
  i32.const 1032
  local.get $1
  local.get $2
  f64.min
  f64.const 0
  f64.add
  f64.store
  local.get $2
 )
 (func $assembly/pulse/tLambda (param $0 f64) (param $1 f64) (param $2 f64) (param $3 f64) (result f64)
  local.get $2
  local.get $3
  call $assembly/math/ln
  f64.mul
  f64.const 1
  f64.const 1
  local.get $0
  local.get $1
  f64.mul
  f64.div
  f64.sub
  f64.div
  f64.const 1e-06
  f64.max
 )
 (func $assembly/pulse/pulse (param $0 f64) (param $1 f64) (param $2 f64) (param $3 f64) (result f64)
  local.get $2
  local.get $3
  f64.mul
  f64.const 1
  f64.const 1
  local.get $0
  local.get $1
  f64.mul
  f64.div
  f64.sub
  f64.div
  f64.const 1e-06
  f64.max
 )
 (func $assembly/pulse/lnUOfLoad (param $0 f64) (param $1 f64) (param $2 f64) (param $3 f64) (param $4 f64) (param $5 f64) (result f64)
  local.get $0
  local.get $1
  f64.div
  local.get $2
  f64.mul
  f64.const 1
  f64.const 1
  local.get $3
  local.get $4
  f64.mul
  f64.div
  f64.sub
  f64.mul
  local.get $5
  f64.div
  f64.const 0
  f64.add
 )
 (func $assembly/pulse/lnU (param $0 f64) (result f64)
  local.get $0
  call $assembly/math/ln
  f64.const 0
  f64.add
 )
 (func $assembly/pid/pidStep (param $0 i32) (param $1 f64) (param $2 f64) (param $3 f64) (param $4 f64) (param $5 f64) (param $6 f64) (param $7 f64) (param $8 f64) (param $9 i32) (param $10 f64) (param $11 f64) (result i32)
  (local $12 i32)
  (local $13 i32)
  local.get $10
  local.get $7
  f64.sub
  local.tee $7
  f64.abs
  f64.const 0.0001
  f64.lt
  local.set $12
  f64.const 0
  local.get $1
  i32.const 1
  local.get $0
  i32.eqz
  local.tee $13
  if (result i32)
   local.get $7
   f64.const 0
   f64.lt
   local.get $2
   f64.const 0
   f64.gt
   i32.and
   if (result i32)
    i32.const 1
   else
    local.get $2
    f64.const 0
    f64.lt
    local.get $7
    f64.const 0
    f64.gt
    i32.and
   end
  else
   local.get $13
  end
  i32.const 0
  local.get $9
  select
  local.get $12
  select
  select
  local.set $1
  f64.const 0
  local.get $11
  local.get $3
  f64.sub
  f64.const 0
  f64.max
  local.get $8
  f64.min
  local.get $0
  select
  local.tee $3
  f64.const 0
  f64.gt
  if
   local.get $1
   local.get $7
   local.get $3
   f64.mul
   f64.add
   f64.const -1
   f64.max
   f64.const 1
   f64.min
   local.set $1
  end
  i32.const 1024
  local.get $4
  local.get $7
  f64.mul
  local.tee $4
  local.get $5
  local.get $1
  f64.mul
  local.tee $5
  f64.add
  local.get $6
  local.get $7
  local.get $2
  f64.sub
  local.get $3
  f64.div
  f64.const 0
  local.get $3
  f64.const 0
  f64.gt
  select
  f64.mul
  local.tee $6
  f64.add
  local.tee $8
  f64.const 0
  f64.add
  f64.store
  i32.const 1032
  local.get $4
  f64.const 0
  f64.add
  f64.store
  i32.const 1040
  local.get $5
  f64.const 0
  f64.add
  f64.store
  i32.const 1048
  local.get $6
  f64.const 0
  f64.add
  f64.store
  i32.const 1056
  local.get $7
  f64.const 0
  f64.add
  f64.store
  i32.const 1064
  local.get $1
  f64.const 0
  f64.add
  f64.store
  i32.const 1072
  local.get $8
  f64.neg
  f64.const -0.05
  f64.max
  f64.const 0.05
  f64.min
  f64.const 0
  f64.add
  f64.store
  i32.const 1080
  local.get $7
  local.get $7
  f64.mul
  f64.const 0.5
  f64.mul
  local.tee $1
  f64.const 0
  f64.add
  f64.store
  i32.const 1088
  local.get $0
  if (result f64)
   f64.const 0
  else
   local.get $1
   local.get $2
   local.get $2
   f64.mul
   f64.const 0.5
   f64.mul
   f64.sub
  end
  local.tee $1
  f64.const 0
  f64.add
  f64.store
  i32.const 1096
  local.get $3
  f64.const 0
  f64.add
  f64.store
  local.get $12
  if
   i32.const 0
   return
  end
  local.get $1
  f64.const 0
  f64.lt
  if
   i32.const 1
   return
  end
  i32.const 2
  i32.const 3
  local.get $1
  f64.const 0
  f64.eq
  select
 )
 (func $assembly/pid/pidStable (param $0 i32) (param $1 f64) (result i32)
  (local $2 f64)
  (local $3 f64)
  local.get $0
  i32.const 20
  i32.lt_s
  if
   i32.const 1
   return
  end
  i32.const 0
  local.set $0
  loop $for-loop|0
   local.get $0
   i32.const 10
   i32.lt_s
   if
    local.get $3
    local.get $0
    i32.const 3
    i32.shl
    i32.const 1024
    i32.add
    f64.load
    f64.add
    local.set $3
    local.get $0
    i32.const 1
    i32.add
    local.set $0
    br $for-loop|0
   end
  end
  i32.const 10
  local.set $0
  loop $for-loop|1
   local.get $0
   i32.const 20
   i32.lt_s
   if
    local.get $2
    local.get $0
    i32.const 3
    i32.shl
    i32.const 1024
    i32.add
    f64.load
    f64.add
    local.set $2
    local.get $0
    i32.const 1
    i32.add
    local.set $0
    br $for-loop|1
   end
  end
  local.get $2
  f64.const 10
  f64.div
  local.tee $2
  local.get $3
  f64.const 10
  f64.div
  f64.const 1.1
  f64.mul
  f64.le
  if (result i32)
   i32.const 1
  else
   local.get $2
   local.get $1
   f64.const 0.05
   f64.mul
   local.tee $1
   local.get $1
   f64.mul
   f64.const 0.5
   f64.mul
   f64.lt
  end
 )
 (func $assembly/io/ioAddress (result i32)
  i32.const 1024
 )
 (func $assembly/genome/recalibrate (param $0 f64) (param $1 f64) (param $2 f64) (param $3 f64) (param $4 f64) (param $5 f64) (param $6 f64)
  f64.const 1
  local.get $0
  f64.const 0.05
  f64.max
  local.tee $0
  local.get $1
  f64.const 0.05
  f64.max
  local.tee $1
  f64.add
  local.get $2
  f64.add
  local.get $3
  f64.const 0
  local.get $4
  f64.const 0
  f64.add
  local.get $4
  f64.const 0
  f64.gt
  local.get $5
  f64.const 0.5
  f64.gt
  i32.and
  select
  f64.add
  f64.const 0.1
  f64.max
  f64.const 0.9
  f64.min
  local.tee $2
  f64.add
  f64.div
  local.set $3
  local.get $0
  local.get $3
  f64.mul
  local.get $1
  local.get $3
  f64.mul
  local.get $2
  local.get $3
  f64.mul
  local.get $5
  local.get $6
  call $assembly/genome/entropyFeedback
 )
 (func $assembly/genome/normalize (param $0 f64) (param $1 f64) (param $2 f64) (param $3 f64)
  i32.const 1024
  local.get $0
  f64.const 1
  local.get $0
  local.get $1
  f64.add
  local.get $2
  f64.add
  local.get $3
  f64.add
  f64.div
  local.tee $0
  f64.mul
  f64.const 0
  f64.add
  f64.store
  i32.const 1032
  local.get $1
  local.get $0
  f64.mul
  f64.const 0
  f64.add
  f64.store
  i32.const 1040
  local.get $2
  local.get $0
  f64.mul
  f64.const 0
  f64.add
  f64.store
  i32.const 1048
  local.get $3
  local.get $0
  f64.mul
  f64.const 0
  f64.add
  f64.store
 )
 (func $assembly/genome/heldDelta (param $0 f64) (param $1 f64) (result f64)
  f64.const 0
  local.get $0
  f64.const 0
  f64.add
  local.get $0
  f64.const 0
  f64.gt
  local.get $1
  f64.const 0.5
  f64.gt
  i32.and
  select
 )
 (func $assembly/genome/decayRisk (param $0 f64) (param $1 f64) (result f64)
  local.get $1
  f64.const 0
  f64.gt
  if (result f64)
   local.get $0
   local.get $1
   f64.const -0.6931471805599453
   f64.mul
   f64.const 30
   f64.div
   call $assembly/math/exp
   f64.mul
  else
   local.get $0
  end
  f64.const 0
  f64.add
 )
 (func $assembly/genome/budget (param $0 f64) (param $1 i32) (result f64)
  local.get $1
  if (result f64)
   f64.const 0
  else
   local.get $0
   f64.const -0.1
   f64.add
   f64.const 0.7
   f64.div
   f64.const 0
   f64.max
   f64.const 1
   f64.min
   f64.const 0
   f64.add
  end
 )
 (func $assembly/detector/usualRange (param $0 i32) (param $1 i32) (param $2 f64)
  (local $3 i32)
  (local $4 i32)
  (local $5 f64)
  local.get $2
  local.get $0
  local.get $1
  i32.const 9
  i32.mul
  i32.const 18
  i32.add
  i32.const 3
  i32.shl
  i32.add
  local.tee $4
  f64.load offset=32
  f64.mul
  local.set $5
  local.get $0
  i32.const 648
  i32.add
  local.get $1
  i32.const 768
  i32.mul
  i32.add
  local.tee $1
  f32.load
  f64.promote_f32
  local.set $2
  loop $while-continue|0
   local.get $3
   i32.const 191
   i32.lt_s
   local.get $2
   local.get $5
   f64.le
   i32.and
   if
    local.get $2
    local.get $1
    local.get $3
    i32.const 1
    i32.add
    local.tee $3
    i32.const 2
    i32.shl
    i32.add
    f32.load
    f64.promote_f32
    f64.add
    local.set $2
    br $while-continue|0
   end
  end
  i32.const 191
  local.set $0
  local.get $1
  f32.load offset=764
  f64.promote_f32
  local.set $2
  loop $while-continue|1
   local.get $0
   i32.const 0
   i32.gt_s
   local.get $2
   local.get $5
   f64.le
   i32.and
   if
    local.get $2
    local.get $1
    local.get $0
    i32.const 1
    i32.sub
    local.tee $0
    i32.const 2
    i32.shl
    i32.add
    f32.load
    f64.promote_f32
    f64.add
    local.set $2
    br $while-continue|1
   end
  end
  i32.const 1152
  local.get $4
  local.get $3
  f64.convert_i32_s
  call $assembly/detector-scale/valueAt
  f64.const 0
  f64.add
  f64.store
  i32.const 1160
  local.get $4
  local.get $0
  f64.convert_i32_s
  call $assembly/detector-scale/valueAt
  f64.const 0
  f64.add
  f64.store
 )
 (func $assembly/detector/heapBase (result i32)
  i32.const 2112
 )
 (func $assembly/detector/detectAll (param $0 i32) (param $1 i32) (param $2 f64) (param $3 i32) (param $4 i32)
  (local $5 i32)
  (local $6 i32)
  loop $for-loop|0
   local.get $1
   local.get $5
   i32.gt_s
   if
    local.get $0
    local.get $5
    i32.const 9128
    i32.mul
    i32.add
    local.get $2
    local.get $5
    i32.const 3
    i32.shl
    local.tee $6
    local.get $3
    i32.add
    f64.load
    call $assembly/detector/detect
    drop
    local.get $4
    local.get $6
    i32.add
    i32.const 1032
    f64.load
    f64.store
    local.get $5
    i32.const 1
    i32.add
    local.set $5
    br $for-loop|0
   end
  end
 )
 (func $assembly/detector-surprise/surpriseOf (param $0 i32) (param $1 f64) (result f64)
  (local $2 f64)
  (local $3 i32)
  (local $4 i32)
  (local $5 f64)
  (local $6 f64)
  (local $7 i32)
  (local $8 f64)
  (local $9 i32)
  (local $10 f64)
  (local $11 f64)
  (local $12 f64)
  (local $13 i32)
  (local $14 i32)
  (local $15 f64)
  (local $16 f64)
  (local $17 f64)
  (local $18 f64)
  local.get $0
  i32.const -64
  i32.sub
  f64.load
  local.set $18
  local.get $0
  f64.load offset=144
  local.set $15
  f64.const -1
  local.set $2
  loop $for-loop|0
   local.get $4
   i32.const 7
   i32.lt_s
   if
    block $for-continue|0
     local.get $4
     i32.const 3
     i32.shl
     i32.const 1280
     i32.add
     f64.load
     local.tee $11
     local.get $11
     f64.ne
     br_if $for-continue|0
     local.get $0
     local.get $4
     i32.const 9
     i32.mul
     i32.const 18
     i32.add
     i32.const 3
     i32.shl
     i32.add
     local.tee $9
     f64.load offset=16
     f64.const 1
     f64.add
     local.set $8
     local.get $9
     local.get $8
     f64.store offset=16
     local.get $8
     f64.const 100
     f64.gt
     if (result f64)
      local.get $0
      i32.const 648
      i32.add
      local.get $4
      i32.const 768
      i32.mul
      i32.add
      local.tee $7
      local.get $9
      local.get $11
      call $assembly/detector-scale/binOf
      local.tee $14
      i32.const 2
      i32.shl
      i32.add
      local.tee $13
      f32.load
      f64.promote_f32
      local.tee $6
      local.get $7
      local.get $14
      i32.const 1
      i32.sub
      i32.const 2
      i32.shl
      i32.add
      f32.load
      f64.promote_f32
      local.get $7
      local.get $14
      i32.const 1
      i32.add
      i32.const 2
      i32.shl
      i32.add
      f32.load
      f64.promote_f32
      f64.add
      f64.const 0.5
      f64.mul
      f64.add
      local.get $18
      f64.const 0.03
      f64.mul
      f64.add
      local.get $9
      f64.load offset=32
      local.tee $5
      local.get $18
      f64.add
      local.tee $12
      f64.div
      local.set $10
      local.get $13
      local.get $6
      local.get $18
      f64.add
      f32.demote_f64
      f32.store
      local.get $9
      local.get $12
      f64.store offset=32
      local.get $9
      local.get $9
      f64.load offset=24
      f64.const 1
      f64.add
      f64.store offset=24
      local.get $5
      f64.const 0
      f64.gt
      if (result f64)
       local.get $10
       call $assembly/math/ln
       f64.const -1.4426950408889634
       f64.mul
       f64.const 0
       f64.max
      else
       f64.const -1
      end
     else
      f64.const -1
     end
     local.set $10
     local.get $0
     local.get $4
     local.get $11
     local.get $8
     call $assembly/detector-scale/moments
     local.get $10
     f64.const 0
     f64.lt
     br_if $for-continue|0
     local.get $16
     local.get $4
     i32.const 5
     i32.lt_s
     if (result f64)
      f64.const 1
     else
      f64.const 1
      local.get $0
      local.get $4
      i32.const 9
      i32.mul
      i32.const 18
      i32.add
      i32.const 3
      i32.shl
      i32.add
      local.tee $9
      f64.load offset=24
      f64.const 2e3
      f64.min
      f64.div
      local.set $8
      local.get $9
      i32.const -64
      i32.sub
      local.tee $7
      f64.load
      local.tee $5
      local.get $1
      local.get $15
      f64.sub
      f64.abs
      local.get $5
      f64.sub
      local.get $8
      f64.mul
      f64.add
      local.set $6
      local.get $9
      local.get $9
      f64.load offset=56
      local.tee $5
      local.get $11
      f64.abs
      local.get $5
      f64.sub
      local.get $8
      f64.mul
      f64.add
      local.tee $5
      f64.store offset=56
      local.get $7
      local.get $6
      f64.store
      local.get $9
      f64.load offset=24
      f64.const 100
      f64.le
      if (result f64)
       f64.const 0
      else
       local.get $6
       local.get $5
       f64.const 1e-12
       f64.add
       f64.div
       f64.const -0.7
       f64.add
       f64.const 4
       f64.mul
       f64.const 2
       f64.min
       f64.const 0
       f64.max
      end
     end
     local.tee $6
     local.get $10
     f64.mul
     local.tee $5
     local.get $10
     f64.mul
     f64.add
     local.set $16
     local.get $17
     local.get $6
     f64.add
     local.set $17
     local.get $2
     local.get $5
     f64.lt
     if
      i32.const 1048
      local.get $10
      f64.const 0
      f64.add
      f64.store
      local.get $4
      local.set $3
      local.get $5
      local.set $2
     end
    end
    local.get $4
    i32.const 1
    i32.add
    local.set $4
    br $for-loop|0
   end
  end
  i32.const 1040
  local.get $3
  f64.convert_i32_s
  f64.const 0
  f64.add
  f64.store
  local.get $17
  f64.const 0
  f64.gt
  if (result f64)
   local.get $16
   local.get $17
   f64.div
   f64.sqrt
  else
   f64.const -1
  end
 )
 (func $assembly/detector-scale/moments (param $0 i32) (param $1 i32) (param $2 f64) (param $3 f64)
  (local $4 i32)
  (local $5 i32)
  (local $6 f64)
  (local $7 f64)
  (local $8 f64)
  (local $9 f64)
  (local $10 f64)
  (local $11 i32)
  (local $12 i32)
  local.get $2
  local.get $0
  local.get $1
  i32.const 9
  i32.mul
  i32.const 18
  i32.add
  i32.const 3
  i32.shl
  i32.add
  local.tee $4
  f64.load offset=40
  local.tee $6
  f64.sub
  local.set $7
  local.get $4
  f64.load offset=48
  local.get $7
  local.get $2
  local.get $6
  local.get $7
  local.get $3
  local.get $3
  f64.const -1
  f64.add
  f64.const 0.001953125
  f64.mul
  f64.floor
  f64.const 512
  f64.mul
  f64.sub
  local.tee $2
  f64.div
  f64.add
  local.tee $6
  f64.sub
  f64.mul
  f64.add
  local.set $7
  local.get $4
  f64.const 0
  local.get $6
  local.get $2
  f64.const 512
  f64.eq
  local.tee $5
  select
  f64.store offset=40
  local.get $4
  f64.const 0
  local.get $7
  local.get $5
  select
  f64.store offset=48
  local.get $7
  local.get $2
  f64.div
  local.set $7
  local.get $3
  f64.const 100
  f64.le
  if
   local.get $4
   local.get $6
   f64.store
   local.get $4
   local.get $7
   f64.store offset=8
  else
   local.get $5
   if (result i32)
    local.get $6
    local.get $4
    f64.load
    f64.sub
    local.set $2
    local.get $7
    local.get $4
    f64.load offset=8
    local.tee $3
    f64.const 1024
    f64.mul
    f64.gt
    local.get $7
    f64.const 1024
    f64.mul
    local.get $3
    f64.lt
    i32.or
    if (result i32)
     i32.const 1
    else
     local.get $2
     local.get $2
     f64.mul
     local.get $3
     local.get $7
     f64.max
     f64.const 1024
     f64.mul
     f64.gt
    end
   else
    i32.const 0
   end
   if
    local.get $0
    local.get $1
    i32.const 9
    i32.mul
    i32.const 18
    i32.add
    i32.const 3
    i32.shl
    i32.add
    local.tee $4
    f64.load
    local.set $2
    local.get $4
    f64.load offset=8
    local.set $8
    i32.const 1344
    local.get $0
    i32.const 648
    i32.add
    local.get $1
    i32.const 768
    i32.mul
    i32.add
    local.tee $5
    i32.const 768
    memory.copy
    local.get $5
    i32.const 0
    i32.const 768
    memory.fill
    i32.const 0
    local.set $1
    loop $for-loop|0
     local.get $1
     i32.const 192
     i32.lt_s
     if
      local.get $1
      i32.const 2
      i32.shl
      i32.const 1344
      i32.add
      f32.load
      f64.promote_f32
      local.tee $3
      f64.const 0
      f64.ne
      if
       local.get $4
       local.get $2
       f64.store
       local.get $4
       local.get $8
       f64.store offset=8
       local.get $4
       local.get $1
       f64.convert_i32_s
       local.tee $9
       f64.const -0.5
       f64.add
       call $assembly/detector-scale/valueAt
       local.set $10
       local.get $4
       local.get $9
       f64.const 0.5
       f64.add
       call $assembly/detector-scale/valueAt
       local.set $9
       local.get $4
       local.get $6
       f64.store
       local.get $4
       local.get $7
       f64.store offset=8
       local.get $3
       local.get $4
       local.get $9
       call $assembly/detector-scale/binOf
       local.tee $11
       local.get $4
       local.get $10
       call $assembly/detector-scale/binOf
       local.tee $0
       i32.sub
       i32.const 1
       i32.add
       f64.convert_i32_s
       f64.div
       local.set $3
       loop $for-loop|1
        local.get $0
        local.get $11
        i32.le_s
        if
         local.get $5
         local.get $0
         i32.const 2
         i32.shl
         i32.add
         local.tee $12
         local.get $12
         f32.load
         f64.promote_f32
         local.get $3
         f64.add
         f32.demote_f64
         f32.store
         local.get $0
         i32.const 1
         i32.add
         local.set $0
         br $for-loop|1
        end
       end
      end
      local.get $1
      i32.const 1
      i32.add
      local.set $1
      br $for-loop|0
     end
    end
    local.get $4
    local.get $6
    f64.store
    local.get $4
    local.get $7
    f64.store offset=8
   end
  end
 )
 (func $assembly/detector-features/writeFeatures (param $0 i32) (param $1 f64) (param $2 f64)
  (local $3 f64)
  (local $4 f64)
  (local $5 i32)
  (local $6 i32)
  (local $7 f64)
  (local $8 f64)
  local.get $0
  f64.load
  f64.const 0
  f64.eq
  if
   local.get $0
   local.get $2
   f64.store offset=8
   local.get $0
   local.get $2
   f64.store offset=16
   local.get $0
   local.get $2
   f64.store offset=24
   local.get $0
   local.get $2
   f64.store offset=32
   local.get $0
   local.get $2
   f64.store offset=40
   local.get $0
   local.get $1
   f64.store offset=112
   local.get $0
   local.get $1
   f64.store offset=120
   local.get $0
   i32.const -64
   i32.sub
   f64.const 1
   f64.store
   local.get $0
   f64.const 1
   f64.store offset=72
  end
  local.get $0
  f64.load offset=16
  local.tee $3
  local.get $2
  local.get $3
  f64.sub
  f64.const 0.00390625
  f64.mul
  f64.add
  local.set $3
  local.get $0
  local.get $0
  f64.load offset=8
  local.tee $4
  local.get $2
  local.get $4
  f64.sub
  f64.const 12
  f64.div
  f64.add
  local.tee $4
  f64.store offset=8
  local.get $0
  local.get $3
  f64.store offset=16
  i32.const 1280
  local.get $2
  f64.store
  i32.const 1288
  local.get $4
  f64.store
  i32.const 1296
  local.get $3
  f64.store
  i32.const 1304
  local.get $2
  local.get $0
  f64.load offset=24
  f64.sub
  local.tee $3
  f64.store
  local.get $0
  local.get $2
  f64.store offset=24
  local.get $0
  local.get $0
  f64.load offset=136
  local.tee $4
  local.get $3
  f64.abs
  local.get $4
  f64.sub
  f64.const 0.03125
  f64.mul
  f64.add
  local.tee $3
  f64.store offset=136
  local.get $0
  f64.load offset=152
  f64.sqrt
  f64.const 0.5
  f64.mul
  local.get $0
  f64.load offset=144
  f64.abs
  f64.const 1e-09
  f64.add
  f64.const 1e-09
  f64.mul
  f64.max
  f64.const 0.001
  f64.mul
  local.set $4
  i32.const 1312
  local.get $0
  f64.load
  f64.const 32
  f64.lt
  if (result f64)
   f64.const nan:0x8000000000000
  else
   local.get $3
   local.get $4
   f64.max
   call $assembly/math/ln
  end
  f64.store
  local.get $0
  f64.load offset=128
  local.set $3
  local.get $1
  local.get $0
  f64.load offset=120
  f64.sub
  local.tee $4
  f64.const 0
  f64.gt
  if
   local.get $0
   local.get $3
   f64.const 0
   f64.eq
   if (result f64)
    local.get $4
   else
    local.get $3
    local.get $4
    local.get $3
    f64.const 10
    f64.mul
    f64.min
    local.get $3
    f64.sub
    f64.const 100
    f64.div
    f64.add
   end
   f64.store offset=128
  end
  local.get $0
  local.get $1
  f64.store offset=120
  local.get $0
  i32.const 7400
  i32.add
  i32.const 47
  local.get $1
  f64.const 86400
  f64.div
  local.tee $3
  local.get $3
  f64.floor
  f64.sub
  f64.const 48
  f64.mul
  i32.trunc_sat_f64_s
  local.tee $5
  local.get $5
  i32.const 47
  i32.ge_s
  select
  local.tee $5
  i32.const 3
  i32.shl
  i32.add
  local.tee $6
  f64.load
  local.set $4
  local.get $6
  local.get $4
  local.get $2
  local.get $4
  f64.sub
  f64.const 0.3
  f64.const 1800
  local.get $0
  f64.load offset=128
  f64.const 0.001
  f64.max
  local.tee $7
  f64.div
  f64.const 1
  f64.max
  f64.div
  f64.const 1
  local.get $0
  i32.const 6536
  i32.add
  local.get $5
  i32.const 2
  i32.shl
  i32.add
  local.tee $5
  f32.load
  f64.promote_f32
  local.tee $3
  f64.const 1
  f64.add
  f64.div
  f64.max
  f64.mul
  f64.add
  f64.store
  local.get $3
  f64.const 1e6
  f64.lt
  if
   local.get $5
   local.get $5
   f32.load
   f64.promote_f32
   f64.const 1
   f64.add
   f32.demote_f64
   f32.store
  end
  local.get $0
  i32.const 7784
  i32.add
  i32.const 167
  local.get $1
  f64.const -345600
  f64.add
  f64.const 604800
  f64.div
  local.tee $8
  local.get $8
  f64.floor
  f64.sub
  f64.const 168
  f64.mul
  i32.trunc_sat_f64_s
  local.tee $5
  local.get $5
  i32.const 167
  i32.ge_s
  select
  local.tee $5
  i32.const 3
  i32.shl
  i32.add
  local.tee $6
  f64.load
  local.set $8
  local.get $6
  local.get $8
  local.get $2
  local.get $8
  f64.sub
  f64.const 0.5
  f64.const 3600
  local.get $7
  f64.div
  f64.const 1
  f64.max
  f64.div
  f64.const 1
  local.get $0
  i32.const 6728
  i32.add
  local.get $5
  i32.const 2
  i32.shl
  i32.add
  local.tee $5
  f32.load
  f64.promote_f32
  local.tee $7
  f64.const 1
  f64.add
  f64.div
  f64.max
  f64.mul
  f64.add
  f64.store
  local.get $7
  f64.const 1e6
  f64.lt
  if
   local.get $5
   local.get $5
   f32.load
   f64.promote_f32
   f64.const 1
   f64.add
   f32.demote_f64
   f32.store
  end
  i32.const 1320
  local.get $2
  local.get $4
  f64.sub
  f64.const nan:0x8000000000000
  local.get $3
  f64.const 1
  f64.ge
  select
  f64.const nan:0x8000000000000
  local.get $1
  local.get $0
  f64.load offset=112
  f64.sub
  local.tee $1
  f64.const 86400
  f64.gt
  select
  f64.store
  i32.const 1328
  local.get $2
  local.get $8
  f64.sub
  f64.const nan:0x8000000000000
  local.get $7
  f64.const 1
  f64.ge
  select
  f64.const nan:0x8000000000000
  local.get $1
  f64.const 604800
  f64.gt
  select
  f64.store
 )
 (func $assembly/cores/urgency (param $0 f64) (result f64)
  local.get $0
  f64.const 10
  f64.div
  f64.const 0.9
  f64.min
  f64.const 0
  f64.add
 )
 (func $assembly/cores/repairCost (param $0 f64) (result f64)
  local.get $0
  f64.const 0.5
  f64.mul
  f64.const 0
  f64.add
 )
 (func $assembly/cores/expectedGain (param $0 f64) (param $1 f64) (result f64)
  f64.const 1
  local.get $0
  local.get $1
  f64.div
  f64.sub
  f64.const 0
  f64.max
  f64.const 0
  f64.add
 )
 (func $assembly/cores/decisionVector (param $0 f64) (param $1 f64) (param $2 f64) (param $3 f64) (param $4 f64) (param $5 f64) (param $6 f64) (param $7 f64)
  i32.const 1024
  local.get $6
  local.get $2
  f64.mul
  f64.const 0
  f64.add
  f64.store
  i32.const 1032
  local.get $5
  local.get $1
  f64.mul
  f64.const 0
  f64.add
  f64.store
  i32.const 1040
  local.get $4
  local.get $0
  f64.mul
  f64.const 0
  f64.add
  f64.store
  i32.const 1048
  local.get $7
  local.get $3
  f64.mul
  f64.const 0
  f64.add
  f64.store
 )
 (func $assembly/cores/decide (param $0 f64) (param $1 f64) (param $2 f64) (param $3 f64) (result i32)
  local.get $0
  f64.const 0.85
  f64.ge
  if
   i32.const 0
   return
  end
  local.get $0
  f64.const 0.6
  f64.ge
  if
   i32.const 1
   return
  end
  local.get $2
  f64.const 0.1
  f64.lt
  local.get $1
  f64.const 0.25
  f64.gt
  i32.and
  if
   i32.const 2
   return
  end
  local.get $3
  f64.const 0.1
  f64.gt
  if
   i32.const 3
   return
  end
  i32.const 4
 )
 (func $assembly/cores/conserve (param $0 f64) (param $1 f64) (result f64)
  local.get $0
  local.get $1
  f64.div
  f64.const 20
  f64.min
  f64.const 0
  f64.add
 )
)
