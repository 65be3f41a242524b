"""The receipt an office gets when it submits its report."""
